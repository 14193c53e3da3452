using MeshStarter.EmbeddedPostgres.Servers;
using MeshStarter.EmbeddedPostgres.Status;
using Microsoft.AspNetCore.Connections;

try
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.AddQuietLogging();
    builder.AddPostgresServer();
    builder.AddStatus();

    var app = builder.Build();
    app.UseHostFiltering();
    app.MapStatus();
    var state = app.Services.GetRequiredService<ServerState>();
    await app.RunAsync();
    return state.ExitCode;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 0; // requested to end before it had come up
}
catch (IOException busy) when (busy.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync(
        $"ASPNETCORE_URLS: {busy.Message} Fix: end what listens there, or give this resource another port.");
    return 1;
}
