from django.urls import path

from acogida.web.accounts import audit_page, entering, inviting, joining, preferences, recovering, staff

app_name = "accounts"
urlpatterns = [
    path("enter", entering.enter, name="enter"),
    path("choose", entering.choose, name="choose"),
    path("operator", entering.for_operators, name="operator"),
    path("join/<str:token>", joining.join, name="join"),
    path("new-passphrase/<str:token>", joining.new_passphrase, name="new-passphrase"),
    path("new-second-factor/<str:token>", joining.new_second_factor, name="new-second-factor"),
    path("staff", staff.staff, name="staff"),
    path("staff/invite", inviting.invite, name="invite"),
    path("staff/invitations/<uuid:pk>/revoke", inviting.revoke, name="revoke"),
    path("staff/<uuid:pk>", staff.colleague, name="colleague"),
    path("staff/<uuid:pk>/key", staff.give_key, name="give-key"),
    path("staff/<uuid:pk>/end", staff.end, name="end"),
    path("staff/<uuid:pk>/reset", staff.reset, name="reset"),
    path("staff/<uuid:pk>/second-factor", staff.second_factor, name="second-factor"),
    path("audit", audit_page.page, name="audit"),
    path("audit/verify", audit_page.verify, name="verify"),
    path("settings", preferences.settings, name="settings"),
    path("settings/passphrase", preferences.passphrase, name="passphrase"),
    path("settings/retention", preferences.retention, name="retention"),
    path("settings/recovery-key", recovering.confirm, name="recovery"),
    path("settings/recovery-key/new", recovering.replace, name="recovery-new"),
    path("recover/<uuid:pk>", recovering.use, name="recover"),
]
