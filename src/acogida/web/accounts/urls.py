from django.urls import path

from acogida.web.accounts import entering, preferences

app_name = "accounts"
urlpatterns = [
    path("enter", entering.enter, name="enter"),
    path("choose", entering.choose, name="choose"),
    path("operator", entering.for_operators, name="operator"),
    path("settings", preferences.settings, name="settings"),
    path("settings/passphrase", preferences.passphrase, name="passphrase"),
]
