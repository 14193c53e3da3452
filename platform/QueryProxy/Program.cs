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

if (args is [WorkerMain.Argument, ..])
{
    return WorkerMain.Run(args);
}

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
