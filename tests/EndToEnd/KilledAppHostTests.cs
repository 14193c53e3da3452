using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MeshStarter.EndToEnd.Mesh;
using MeshStarter.EndToEnd.Shop;
using MeshStarter.TestKit;

namespace MeshStarter.EndToEnd;

/// <summary>The AppHost as a process of its own: where it has the mesh listen, and what is left of the mesh when it is killed.</summary>
public sealed class KilledAppHostTests : IDisposable
{
    // Six seconds for all to end in their order, and what a busy machine may add.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Mesh_listens_on_loopback_alone_ends_with_a_killed_AppHost_and_starts_again()
    {
        MeshProcesses.Require();
        var shop = ShopFiles.Write(Path.Combine(_folder.Path, "shop"));
        string[] arguments = [$"--Mesh:Data={Data}", $"--Mesh:SourceData={shop.Folder}", "--DcpPublisher:RandomizePorts=true"];
        // What a shell may have set for other programs.
        (string Name, string Where)[] shell =
        [
            ("URLS", "http://0.0.0.0:{0}"), ("DOTNET_URLS", "http://*:{0}"), ("ASPNETCORE_URLS", "http://0.0.0.0:{0}"), ("ASPNETCORE_HTTP_PORTS", "{0}"), ("HTTP_PORTS", "{0}"),
            ("Kestrel__Endpoints__Extra__Url", "http://0.0.0.0:{0}"), ("ASPNETCORE_Kestrel__Endpoints__Other__Url", "http://[::]:{0}"),
        ];
        var ports = shell.Select(_ => FreePort.Take()).ToList();
        List<(string, string)> variables = [.. shell.Zip(ports, (variable, port) => (variable.Name, string.Format(CultureInfo.InvariantCulture, variable.Where, port)))];
        await using (var appHost = AppHostProcess.Start("Development", variables, arguments))
        {
            await appHost.ReadUntilAsync(line => line.StartsWith("Portal: http://localhost:", StringComparison.Ordinal));
            var listening = MeshProcesses.ListeningOf(Data);
            Assert.True(listening.Count >= 8, $"eight resources listen on {string.Join(' ', listening)}");
            Assert.All(listening, endpoint => Assert.True(IPAddress.IsLoopback(endpoint.Address), endpoint.ToString()));
            Assert.All(ports, AssertFree);

            await appHost.KillAsync();
            Assert.Empty(await MeshProcesses.LeftAfterAsync(Data, Soon));
        }

        await using var next = await TestMesh.StartAsync(Data, $"--Mesh:SourceData={shop.Folder}");
        var revenue = shop.Revenue.Values.Sum(day => day.Revenue).ToString("F2");
        var found = await next.QueryUntilAsync("SELECT CAST(sum(revenue) AS VARCHAR) AS revenue FROM payments.daily_revenue", "analyst", rows => rows is [var row] && row.GetProperty("revenue").GetString() == revenue);
        Assert.Equal(revenue, found[0].GetProperty("revenue").GetString());
    }

    // Not even the orchestrator or its dashboard is there.
    private static void AssertFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Any, port);
        listener.Start();
    }
}
