using System.Diagnostics;
using System.Net;
using MeshStarter.TestKit;

namespace MeshStarter.Portal.Tests.Running;

/// <summary>The real program, as its own process, read as a person reads it.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _data;
    private readonly Task<string> _output;

    private PortalProcess(Process process, DirectoryInfo data, Uri address)
    {
        (_process, _data) = (process, data);
        _output = process.StandardOutput.ReadToEndAsync();
        Address = address;
        Browser = new PortalBrowser(address);
    }

    public Uri Address { get; }

    public PortalBrowser Browser { get; }

    /// <summary>Starts it for a mesh and waits until it is healthy.</summary>
    /// <param name="mesh">Whom it asks.</param>
    /// <param name="others">Further services that the AppHost would name to it, with their addresses.</param>
    public static async Task<PortalProcess> StartAsync(MadeMesh mesh, params (string Name, string Url)[] others)
    {
        var address = new Uri($"http://localhost:{FreePort.Take()}");
        var data = Directory.CreateTempSubdirectory("mesh-portal-");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MeshStarter.Portal.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["Mesh__Data"] = data.FullName,
                ["Mesh__Identity__Authority"] = mesh.Url("governance"),
                ["Mesh__Identity__Audience"] = "portal",
                ["Mesh__Identity__ClientId"] = "portal",
                ["Mesh__Identity__ClientSecret"] = "the secret of portal 0123456789",
            },
        };
        foreach (var (name, url) in others.Concat([("governance", mesh.Url("governance")), ("catalog", mesh.Url("catalog")), ("query", mesh.Url("query"))]))
            start.Environment[$"services__{name}__http__0"] = url;
        var portal = new PortalProcess(Process.Start(start)!, data, address);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60) && !portal._process.HasExited; await Task.Delay(50))
        {
            try
            {
                if ((await portal.Browser.LoadAsync("/health")).Status == HttpStatusCode.OK)
                    return portal;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
        }

        portal._process.Kill();
        throw new InvalidOperationException($"The portal did not become healthy: {await portal._output}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Browser.Dispose();
        _data.Delete(recursive: true);
    }
}
