"""How mail comes in: a listener behind the organisation's mail server, or a mailbox read over IMAP, and what a mail
says to us. The way out is in `channels/email*.py`.
"""
