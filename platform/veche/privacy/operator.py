"""Who runs this installation: whom people write to about their data."""

from dataclasses import dataclass

from veche.core.settings import declare, setting

declare("OPERATOR", "", "Name of whoever runs the platform and answers for people's data; printed on /privacy.")
declare("OPERATOR_ADDRESS", "", "Postal address of the operator.")
declare("OPERATOR_EMAIL", "", "E-mail of the operator, for requests about personal data.")


@dataclass(frozen=True)
class Operator:
    """The operator as it is printed; an empty field was not configured."""

    name: str
    address: str
    email: str

    @property
    def is_named(self) -> bool:
        return bool(self.name and self.email)


def operator() -> Operator:
    return Operator(*(str(setting(name)) for name in ("OPERATOR", "OPERATOR_ADDRESS", "OPERATOR_EMAIL")))
