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
        await Page.WaitForURLAsync(url => !new Uri(url).AbsolutePath.StartsWith("/sign-in", StringComparison.Ordinal));
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }

    /// <summary>Closes the tab.</summary>
    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
