using MeshStarter.Sdk.Import;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.Platform.Samples;

/// <summary>Imports a domain's own files of the source folder once at each start; what is there already does not change.</summary>
public abstract class SourceImport(SourceData source, ImportLedger ledger) : BackgroundService
{
    /// <summary>Counts what the import does.</summary>
    protected ImportLedger Ledger => ledger;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Reading a file is synchronous work: the other services of this process start concurrently.
        await Task.Yield();
        if (source.Folder is { } folder)
        {
            await ledger.RunAsync(cancellationToken => ImportAsync(folder, cancellationToken), stoppingToken);
        }
    }

    /// <summary>Imports the files, through the domain's own services.</summary>
    /// <param name="folder">Absolute path of the folder.</param>
    /// <param name="cancellationToken">Ends the import; the next start goes on.</param>
    /// <exception cref="SourceUnreadableException">A file cannot be read.</exception>
    protected abstract Task ImportAsync(string folder, CancellationToken cancellationToken);
}
