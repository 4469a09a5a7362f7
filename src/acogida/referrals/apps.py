from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "acogida.referrals"
    label = "referrals"

    def ready(self) -> None:
        from acogida.cases import endings
        from acogida.referrals.services import ending, help_running

        endings.before_erasing.append(ending.file_is_erased)
        endings.before_erasing.append(help_running.file_is_erased)
        endings.after_withdrawal.append(ending.consents_are_withdrawn)
