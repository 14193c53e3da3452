using System.Net;
using System.Text.RegularExpressions;

namespace MeshStarter.Portal.Tests;

/// <summary>The forms that have a field for a text and buttons that decide.</summary>
[Trait("Category", "Quick")]
public sealed partial class FormTests(ShownMesh shown) : IClassFixture<ShownMesh>
{
    private const string Id = "00000000-0000-0000-0000-000000000001";
    private const string Proposal = "00000000-0000-0000-0000-000000000002";

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

    [Theory]
    [InlineData("/access", "analyst", $"access/grants/{Id}/revoke", $"_handler=grants&Change=revoke:{Id}&reason-{Id}=Over")]
    [InlineData("/access/suspensions", "security", "access/principals/analyst/suspend", "_handler=suspend&Principal=analyst&Reason=Over")]
    [InlineData("/access/suspensions", "security", "access/principals/svc%2F<b>etl<%2Fb>/resume", "_handler=resume&Resumed=svc/<b>etl</b>&reason-svc/<b>etl</b>=Over")]
    [InlineData("/products/shop.orders/access", "security", $"access/grants/{Id}/revoke", $"_handler=revoke&Grant={Id}&Reason=Over")]
    [InlineData("/rules/declassifications", "security", $"policy/declassifications/{Proposal}/approve", $"_handler=decide&Decision=approve:{Proposal}&reason-{Proposal}=Over")]
    [InlineData("/rules/tightenings", "security", $"policy/tightenings/{Proposal}/end", $"_handler=end&End={Proposal}&reason-{Proposal}=Over")]
    public async Task Refusal_is_shown_with_the_reason_that_was_written(string address, string persona, string refused, string sent)
    {
        shown.Mesh.Answer($"governance/{refused}", MadeMesh.Problem(409, "It is over already."));
        await shown.Portal.Browser.SignInAsync(persona);
        var (_, form) = await shown.Portal.Browser.LoadAsync(address);
        (string Name, string Value)[] fields = [.. sent.Split('&').Select(field => (field.Split('=')[0], field.Split('=')[1]))];
        var kept = $"name=\"{WebUtility.HtmlEncode(fields[^1].Name)}\" value=\"Over\"";

        var (_, html) = await shown.Portal.Browser.SubmitAsync(address, form, fields);

        Assert.Contains("It is over already.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.DoesNotContain(kept, form, StringComparison.Ordinal);
        Assert.Contains(kept, html, StringComparison.Ordinal);
        // The form of a revocation is in a part of the page that is closed.
        Assert.Equal(form.Contains("<details class=\"revoke\">", StringComparison.Ordinal), html.Contains("<details class=\"revoke\" open", StringComparison.Ordinal));
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
