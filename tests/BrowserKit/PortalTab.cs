using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MeshStarter.BrowserKit;

/// <summary>A tab of a browser that shows the portal.</summary>
public sealed class PortalTab : IAsyncDisposable
{
    internal PortalTab(IPage page) => Page = page;

    /// <summary>Its page.</summary>
    public IPage Page { get; }

    /// <summary>Signs in as a persona, for all tabs of the browser, and sees a page.</summary>
    public async Task SignInAsync(string persona, string address = "/")
    {
        await Page.GotoAsync($"/sign-in?return={Uri.EscapeDataString(address)}");
        await Page.Locator($"button[name=persona][value='{persona}']").ClickAsync();
        // This looks again and again: on a busy machine a wait for the network's rest did not see it.
        await Assertions.Expect(Page).Not.ToHaveURLAsync(new Regex("/sign-in"));
        await Page.WaitForLoadStateAsync();
    }

    /// <summary>Closes the tab.</summary>
    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
