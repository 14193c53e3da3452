using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace MeshStarter.BrowserKit;

/// <summary>
/// The machine's own Chromium, without a window; Playwright's are not downloaded. One browser serves all tests of a process, each as a reader of its own. Its
/// windows go from test to test, emptied: a new one takes processes, which would compile again what looks at the page.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    // What never comes fails a test all the same; what a busy machine brings late does not. In milliseconds.
    private const float Patience = 60_000;

    // The shell has no window to compute: it takes two thirds of the processor time of the others.
    private static readonly string[] Names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

    // Ends with the process: the driver's input is closed then, and it ends the browser.
    private static readonly Lazy<Task<IBrowser>> Shared = new(LaunchAsync);

    private static readonly ConcurrentDictionary<(bool RunsScripts, string TimeZone), ConcurrentBag<IPage>> Idle = new();

    private readonly AxeCore _axe = new();
    private IBrowser? _browser;

    /// <summary>The reason why no browser runs here; null when one does.</summary>
    public string? Missing { get; private set; }

    public async Task InitializeAsync()
    {
        if (Program is null)
        {
            Missing = "Chromium is not installed. Fix: install it (Debian: apt install chromium-headless-shell), or name it in the environment variable MESH_CHROMIUM";
            return;
        }

        await _axe.InitializeAsync();
        Missing = _axe.Missing;
        if (Missing is null)
        {
            _browser = await Shared.Value;
        }
    }

    /// <summary>Opens a browser of a reader of its own: no cookie of another.</summary>
    /// <param name="address">The portal.</param>
    /// <param name="width">The width of its window in pixels.</param>
    /// <param name="height">The height of its window in pixels.</param>
    /// <param name="theme">The theme of the reader's operating system.</param>
    /// <param name="runsScripts">Whether it runs the scripts of pages.</param>
    /// <param name="timeZone">The time zone of the reader's operating system.</param>
    public async Task<PortalPage> OpenAsync(Uri address, int width = 1320, int height = 900, ColorScheme theme = ColorScheme.Light, bool runsScripts = true, string timeZone = "UTC")
    {
        Skip.If(Missing is not null, Missing);
        var idle = Idle.GetOrAdd((runsScripts, timeZone), _ => []);
        var page = idle.TryTake(out var earlier) ? earlier : await NewWindowAsync(runsScripts, timeZone);
        await page.SetViewportSizeAsync(width, height);
        await page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
        return new PortalPage(page, address, theme, await _axe.SourceAsync(), idle.Add);
    }

    private async Task<IPage> NewWindowAsync(bool runsScripts, string timeZone)
    {
        var context = await _browser!.NewContextAsync(new() { JavaScriptEnabled = runsScripts, Locale = "en-GB", TimezoneId = timeZone });
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static async Task<IBrowser> LaunchAsync()
    {
        var playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        // Root has no sandbox of Chromium's, and a container little shared memory.
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"] });
    }

    private static string? Program { get; } = Environment.GetEnvironmentVariable("MESH_CHROMIUM") is { Length: > 0 } named ? named : Installed();

    private static string? Installed()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))).FirstOrDefault(File.Exists);
    }
}
