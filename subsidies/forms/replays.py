"""What is typed to order a replay: nothing for all of it."""

from django import forms

from ..actions.replays import MOST_SAMPLED


class ReplayForm(forms.Form):
    since = forms.DateField(
        label="起始日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="只复核这一天起作出的核定；不填为全部",
    )
    sample = forms.IntegerField(
        label="抽样数",
        required=False,
        min_value=1,
        max_value=MOST_SAMPLED,
        widget=forms.NumberInput(attrs={"step": 1}),
        help_text="随机抽取这么多笔；不填为全部",
    )
