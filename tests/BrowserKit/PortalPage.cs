using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MeshStarter.BrowserKit;

/// <summary>A page of the portal in a browser, with all that went wrong on it.</summary>
public sealed class PortalPage : IAsyncDisposable
{
    // WCAG 2.2 up to AA.
    private const string Rules = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']";

    // Those of them that look at colors.
    private const string ColorRules = "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }";

    // What it finds in order is not described: that would be most of its time.
    private const string Violations = """
        async () => (await axe.run(document, { runOnly: RULES, resultTypes: ['violations'] }))
            .violations.map(violation => `${violation.id}: ${violation.help}: ${violation.nodes.map(node => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join(' | ')}`)
        """;

    private static readonly bool WantsPictures = Environment.GetEnvironmentVariable("MESH_PICTURES") is { Length: > 0 };

    private readonly PortalTab _tab;
    private readonly Uri _portal;
    private readonly string _axe;
    private readonly Action<IPage> _keep;
    private readonly List<string> _errors = [];
    private ColorScheme _theme;

    internal PortalPage(IPage page, Uri portal, ColorScheme theme, string axe, Action<IPage> keep)
    {
        (Page, _portal, _theme, _axe, _keep, _tab) = (page, portal, theme, axe, keep, new PortalTab(page, portal));
        page.Console += Add;
        page.PageError += Add;
    }

    /// <summary>The page itself.</summary>
    public IPage Page { get; }

    /// <summary>The errors that the browser reported: scripts that failed, and what the content security policy refused.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Empties the list of errors.</summary>
    public void ClearErrors() => _errors.Clear();

    /// <summary>Signs in as a persona, and sees a page.</summary>
    public Task SignInAsync(string persona, string address = "/") => _tab.SignInAsync(persona, address);

    /// <summary>Signs in as a persona by the form's button, and sees a page.</summary>
    public Task SignInByHandAsync(string persona, string address = "/") => _tab.SignInByHandAsync(persona, address);

    /// <summary>Opens another tab of the same browser.</summary>
    public async Task<PortalTab> OpenTabAsync() => new(await Page.Context.NewPageAsync(), _portal);

    /// <summary>Opens an address, again where a navigation that was still under way took its place.</summary>
    public async Task OpenAsync(string address)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await _tab.OpenAsync(address);
                break;
            }
            catch (PlaywrightException interrupted) when (tries < 3 && interrupted.Message.Contains("is interrupted by another navigation", StringComparison.Ordinal))
            {
                await Page.WaitForLoadStateAsync();
            }
        }

        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
    }

    /// <summary>Follows a link by keyboard.</summary>
    public async Task FollowAsync(ILocator link)
    {
        await link.FocusAsync();
        await Assertions.Expect(link).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Waits until the browser has loaded an address that contains a text. It reads the address again and again: one wait for a navigation did not see it.</summary>
    public async Task ArrivesAsync(string address)
    {
        await Assertions.Expect(Page).ToHaveURLAsync(new Regex(Regex.Escape(address)));
        await Page.WaitForLoadStateAsync();
    }

    /// <summary>Returns what keeps people from using the page, each as a line.</summary>
    public async Task<IReadOnlyList<string>> ObstaclesAsync()
    {
        // Not as an element of the page, which its content security policy would refuse. The pages to come of this window have it from their beginning: sending
        // its half a megabyte takes four times as long as running it.
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await Page.AddInitScriptAsync(_axe);
            await Page.EvaluateAsync(_axe);
        }

        return await ViolationsAsync(Rules);
    }

    /// <summary>Returns what of its colors does, on a page that was looked at whole in another theme.</summary>
    public Task<IReadOnlyList<string>> ColorObstaclesAsync() => ViolationsAsync(ColorRules);

    /// <summary>
    /// Looks at the page on a wide screen in the light theme, or on a narrow one in the dark theme, the run of slow tests in both themes on both, and returns what
    /// keeps people from using it, each as a line. A window of its own for each of them would be a process, a sign-in and the page again.
    /// </summary>
    /// <param name="picture">The beginning of the names of its pictures.</param>
    /// <param name="endsWide">Whether it is shown wide and in the light theme then; else half of the pages are looked at on the narrow screen, by their names.</param>
    public async Task<IReadOnlyList<string>> ObstaclesEverywhereAsync(string picture, bool endsWide = true)
    {
        const int wide = 1320;
        const int narrow = 360;
        List<(int Width, ColorScheme Theme)> windows = [(wide, ColorScheme.Dark), (narrow, ColorScheme.Light), (narrow, ColorScheme.Dark), (wide, ColorScheme.Light)];
        if (!endsWide && picture.Length % 2 == 1)
        {
            windows.Reverse(2, 2);
        }

        List<string> obstacles = [];
        var first = (Page.ViewportSize!.Width, _theme);
        foreach (var (width, theme) in windows.TakeLast(Rounds.Of(1)).OrderByDescending(window => !endsWide && window == first))
        {
            await ChangeAsync(width, theme);
            await PictureAsync($"{picture}-{theme.ToString().ToLowerInvariant()}-{width}");
            obstacles.AddRange((await ObstaclesAsync()).Select(line => $"{theme}, {width} px: {line}"));
            if (await IsWiderThanWindowAsync())
            {
                obstacles.Add($"{width} px: wider than its window");
            }
        }

        return obstacles;
    }

    private async Task ChangeAsync(int width, ColorScheme theme)
    {
        if (width != Page.ViewportSize!.Width)
        {
            await Page.SetViewportSizeAsync(width, Page.ViewportSize.Height);
        }

        if (theme != _theme)
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = theme });
            _theme = theme;
        }
    }

    private async Task<IReadOnlyList<string>> ViolationsAsync(string rules) =>
        (await Page.EvaluateAsync<JsonElement>(Violations.Replace("RULES", rules, StringComparison.Ordinal))).EnumerateArray().Select(line => line.GetString()!).ToList();

    /// <summary>Returns whether the page is wider than its window.</summary>
    public Task<bool> IsWiderThanWindowAsync() => Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth");

    /// <summary>Stores a picture of the page in <c>artifacts/screenshots</c>, where the environment variable MESH_PICTURES is set: no test looks at it.</summary>
    public Task PictureAsync(string name, bool isWhole = true) =>
        !WantsPictures ? Task.CompletedTask : Page.ScreenshotAsync(new() { Path = Path.Combine(ArtifactsFolder.Of("screenshots"), name + ".png"), FullPage = isWhole, Animations = ScreenshotAnimations.Disabled });

    /// <summary>Empties its window for the next test: no cookie, nothing stored, no other tab.</summary>
    public async ValueTask DisposeAsync()
    {
        Page.Console -= Add;
        Page.PageError -= Add;
        var context = Page.Context;
        try
        {
            foreach (var other in context.Pages.Where(page => page != Page).ToList())
            {
                await other.CloseAsync();
            }

            await Page.GotoAsync("about:blank");
            await context.ClearCookiesAsync();
            var session = await context.NewCDPSessionAsync(Page);
            await session.SendAsync("Storage.clearDataForOrigin", new Dictionary<string, object> { ["origin"] = _portal.GetLeftPart(UriPartial.Authority), ["storageTypes"] = "all" });
            await session.DetachAsync();
            _keep(Page);
        }
        catch (PlaywrightException)
        {
            // What cannot be emptied is for no other test.
            await context.DisposeAsync();
        }
    }

    private void Add(object? sender, IConsoleMessage message) => _errors.AddRange(message.Type == "error" ? [message.Text] : Array.Empty<string>());

    private void Add(object? sender, string error) => _errors.Add(error);
}
