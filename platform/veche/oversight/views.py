"""Pages of this feature: appeals and reviews, the public log, its figures."""

from veche.oversight import appeal_views, digest, figure_views, log_views, panels, review_views
from veche.oversight.mount import blueprint

__all__ = ["appeal_views", "blueprint", "digest", "figure_views", "log_views", "panels", "review_views"]
