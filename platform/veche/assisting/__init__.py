"""Taking part without internet: the staff of a desk enter a support, a ballot or a proposal for who is there."""
