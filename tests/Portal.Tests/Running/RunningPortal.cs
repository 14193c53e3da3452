using System.Net;

namespace MeshStarter.Portal.Tests.Running;

/// <summary>The real program, read as a person reads it, in a browser of its own.</summary>
internal sealed class RunningPortal : IAsyncDisposable
{
    private readonly PortalHost _host;
    private readonly Func<PortalHost, bool> _keep;

    private RunningPortal(PortalHost host, Func<PortalHost, bool> keep)
    {
        (_host, _keep) = (host, keep);
        Browser = new PortalBrowser(Address, Cookies);
    }

    public Uri Address => _host.Address;

    /// <summary>The cookies of the browser.</summary>
    public CookieContainer Cookies { get; } = new();

    public PortalBrowser Browser { get; }

    /// <summary>Starts it for a mesh and waits until it is healthy, or takes one that a test before has read.</summary>
    /// <param name="mesh">The services that it calls.</param>
    /// <param name="others">Further services that the AppHost would name to it, with their addresses.</param>
    public static async Task<RunningPortal> StartAsync(MadeMesh mesh, params (string Name, string Url)[] others)
    {
        var addresses = string.Join(' ', others.Select(other => other.Name));
        return new RunningPortal(mesh.TakePortal(addresses) ?? await PortalHost.StartAsync(SettingsFor(mesh, others), mesh.Time), host => mesh.KeepPortal(addresses, host));
    }

    /// <summary>Starts or takes one in whose browser a persona is signed in.</summary>
    public static async Task<RunningPortal> SignedInAsync(MadeMesh mesh, string persona, params (string Name, string Url)[] others)
    {
        var portal = await StartAsync(mesh, others);
        await portal.Browser.SignInAsync(persona);
        return portal;
    }

    /// <summary>Starts one that no other test reads, for what it keeps in memory, or with settings of the test's own.</summary>
    /// <param name="mesh">The services that it calls.</param>
    /// <param name="own">The settings.</param>
    public static Task<RunningPortal> StartAloneAsync(MadeMesh mesh, params IEnumerable<KeyValuePair<string, string>> own) => StartAloneAsync(mesh, TimeProvider.System, own);

    /// <summary>Starts one that no other test reads, with a clock and settings of the test's own.</summary>
    public static async Task<RunningPortal> StartAloneAsync(MadeMesh mesh, TimeProvider time, params IEnumerable<KeyValuePair<string, string>> own)
    {
        var settings = SettingsFor(mesh, []);
        foreach (var (name, value) in own)
        {
            settings[name] = value;
        }

        return new RunningPortal(await PortalHost.StartAsync(settings, time), _ => false);
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        _host.EndSessions();
        if (!_keep(_host))
        {
            await _host.DisposeAsync();
        }
    }

    private static Dictionary<string, string> SettingsFor(MadeMesh mesh, IEnumerable<(string Name, string Url)> others)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Mesh:Identity:Authority"] = mesh.Url("governance"),
            ["Mesh:Identity:Audience"] = "portal",
            ["Mesh:Identity:ClientId"] = "portal",
            ["Mesh:Identity:ClientSecret"] = "the secret of portal 0123456789",
        };
        foreach (var (name, url) in others.Concat([("governance", mesh.Url("governance")), ("catalog", mesh.Url("catalog")), ("query", mesh.Url("query"))]))
        {
            settings[$"services:{name}:http:0"] = url;
        }

        return settings;
    }
}
