using System.Runtime.InteropServices;
using MeshStarter.Platform.Setup;
using MeshStarter.Platform.Setup.Buckets;
using MeshStarter.Platform.Setup.Databases;
using MeshStarter.Platform.Setup.Minio;
using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Configuration;

using var stop = new CancellationTokenSource();
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

try
{
    var options = SetupOptions.Read(new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build());
    if (options.Server is { } server)
    {
        await DatabaseSetup.RunAsync(server, options.Roles, options.StartTimeout, TimeProvider.System, Console.Out, stop.Token);
    }

    // Before the buckets: a store that makes no users is left as it is.
    if (options.Users is { } users)
    {
        await MinioUsers.RunAsync(users, options.StartTimeout, TimeProvider.System, Console.Out, stop.Token);
    }

    if (options.Store is { } store)
    {
        await (store.Storage.IsAzureBlob
            ? ContainerSetup.RunAsync(store, options.StartTimeout, TimeProvider.System, Console.Out, stop.Token)
            : BucketSetup.RunAsync(store, endsUploads: options.Users is { IsMinio: true }, options.StartTimeout, TimeProvider.System, Console.Out, stop.Token));
    }

    return 0;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync("The setup was stopped. Start it again: it goes on where it stopped.");
    return 130;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
