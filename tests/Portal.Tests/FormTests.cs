using System.Text.RegularExpressions;

namespace MeshStarter.Portal.Tests;

/// <summary>The forms that have a field for a text and buttons that decide.</summary>
[Trait("Category", "Quick")]
public sealed partial class FormTests(ShownMesh shown) : IClassFixture<ShownMesh>
{
    // A browser presses the first button on Enter, and none where that one is disabled.
    [Theory]
    [InlineData("/access/decide", "shop-owner")]
    [InlineData("/access/suspensions", "security")]
    [InlineData("/proposals/00000000-0000-0000-0000-000000000002", "shop-owner")]
    [InlineData("/rules/declassifications", "security")]
    [InlineData("/rules/tightenings", "security")]
    public async Task First_button_of_a_form_that_decides_is_disabled(string address, string persona)
    {
        await shown.Portal.Browser.SignInAsync(persona);

        var (_, html) = await shown.Portal.Browser.LoadAsync(address);

        var deciding = Form().Matches(html).Select(form => form.Groups["content"].Value).Where(form => TextField().IsMatch(form) && NamedButton().IsMatch(form)).ToList();
        Assert.NotEmpty(deciding);
        Assert.All(deciding, form => Assert.Contains(" disabled", Button().Match(form).Value, StringComparison.Ordinal));
    }

    [GeneratedRegex("<form[^>]*>(?<content>.*?)</form>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Form();

    [GeneratedRegex("<input id=", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex TextField();

    [GeneratedRegex("<button[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Button();

    [GeneratedRegex("<button[^>]* name=", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex NamedButton();
}
