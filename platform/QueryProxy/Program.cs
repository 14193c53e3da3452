using MeshStarter.Platform.Enforcement;
using MeshStarter.Platform.Workers.Engine;
using MeshStarter.QueryProxy;
using MeshStarter.QueryProxy.Direct;
using MeshStarter.QueryProxy.Forwarding;
using MeshStarter.QueryProxy.Peers;
using MeshStarter.QueryProxy.Statements;
using MeshStarter.QueryProxy.Statements.Segments;
using MeshStarter.QueryProxy.Tls;
using MeshStarter.ServiceDefaults;

return args is [WorkerMain.Argument, ..] ? WorkerMain.Run(args) : await ServeAsync(args);

// A method of its own: a worker loads none of the service's assemblies.
static async Task<int> ServeAsync(string[] args)
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddPolicyBundle();
    builder.AddAudit();
    builder.AddHashMasks();
    builder.AddTls();
    builder.AddQueries();
    builder.AddForwarding();
    builder.AddPeers();
    builder.Logging.AddTruncatedResponses();

    var app = builder.Build();
    app.UseOwnAnswers();
    app.MapServiceDefaults();
    app.MapAddresses();
    app.MapStatements();
    app.MapSegments();
    app.MapDirectQueries();
    await app.RunAsync();
    return Environment.ExitCode;
}
