using System.Net;
using MeshStarter.TestKit;

namespace MeshStarter.Portal.Tests.Running;

/// <summary>The real program, read as a person reads it.</summary>
internal sealed class RunningPortal : IAsyncDisposable
{
    private readonly ServiceHost<Program> _service;
    private readonly DirectoryInfo _data;

    private RunningPortal(ServiceHost<Program> service, DirectoryInfo data)
    {
        (_service, _data) = (service, data);
        Browser = new PortalBrowser(Address, Cookies);
    }

    public Uri Address => _service.Client.BaseAddress!;

    /// <summary>The cookies of the browser.</summary>
    public CookieContainer Cookies { get; } = new();

    public PortalBrowser Browser { get; }

    /// <summary>Starts it for a mesh and waits until it is healthy.</summary>
    /// <param name="mesh">The services that it calls.</param>
    /// <param name="others">Further services that the AppHost would name to it, with their addresses.</param>
    public static Task<RunningPortal> StartAsync(MadeMesh mesh, params (string Name, string Url)[] others) => StartAsync(mesh, new Dictionary<string, string>(StringComparer.Ordinal), others);

    /// <summary>Starts it with settings of the test's own.</summary>
    /// <param name="mesh">The services that it calls.</param>
    /// <param name="own">The settings.</param>
    /// <param name="others">Further services that the AppHost would name to it, with their addresses.</param>
    public static async Task<RunningPortal> StartAsync(MadeMesh mesh, IReadOnlyDictionary<string, string> own, params (string Name, string Url)[] others)
    {
        var data = Directory.CreateTempSubdirectory("mesh-portal-");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Mesh:Data"] = data.FullName,
            ["Mesh:Identity:Authority"] = mesh.Url("governance"),
            ["Mesh:Identity:Audience"] = "portal",
            ["Mesh:Identity:ClientId"] = "portal",
            ["Mesh:Identity:ClientSecret"] = "the secret of portal 0123456789",
        };
        foreach (var (name, url) in others.Concat([("governance", mesh.Url("governance")), ("catalog", mesh.Url("catalog")), ("query", mesh.Url("query"))]))
        {
            settings[$"services:{name}:http:0"] = url;
        }

        foreach (var (name, value) in own)
        {
            settings[name] = value;
        }

        return new RunningPortal(await ServiceHost<Program>.StartAsync(_ => settings), data);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        Browser.Dispose();
        _data.Delete(recursive: true);
    }
}
