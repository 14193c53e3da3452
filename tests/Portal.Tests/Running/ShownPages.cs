using MeshStarter.BrowserKit;

namespace MeshStarter.Portal.Tests.Running;

/// <summary>
/// The pages of a portal in two windows, a signed-in reader's and another one's, which go from page to page: a window of its own for each page takes
/// a process, and would compile again what looks at the page.
/// </summary>
public sealed class ShownPages : IAsyncLifetime
{
    private const string Persona = "shop-owner";

    /// <summary>The height of the windows in pixels.</summary>
    public const int Height = 780;

    private readonly ShownMesh _shown = new();
    private readonly Chromium _chromium = new();
    private PortalPage? _reader;
    private PortalPage? _stranger;

    public async Task InitializeAsync()
    {
        await _chromium.InitializeAsync();
        await _shown.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var page in new[] { _reader, _stranger }.OfType<PortalPage>())
        {
            await page.DisposeAsync();
        }

        await _shown.DisposeAsync();
        await _chromium.DisposeAsync();
    }

    /// <summary>Opens a page in the window and the theme of the page before; a page of the sign-in for who is not signed in.</summary>
    public async Task<PortalPage> OpenAsync(string address)
    {
        var page = address.StartsWith("/sign-in", StringComparison.Ordinal) ? _stranger ??= await NewAsync() : _reader ??= await SignedInAsync();
        page.ClearErrors();
        await page.OpenAsync(address);
        return page;
    }

    private async Task<PortalPage> SignedInAsync()
    {
        var page = await NewAsync();
        await page.SignInAsync(Persona);
        return page;
    }

    private Task<PortalPage> NewAsync() => _chromium.OpenAsync(_shown.Portal.Address, height: Height);
}
