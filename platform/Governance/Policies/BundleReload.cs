using System.Threading.Channels;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Database;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Governance.Policies;

/// <summary>
/// Makes an edited file the next version without a restart, in Development. An edit that the policy library refuses changes nothing: the last good
/// version stays in force, and a warning names file, line and fix.
/// </summary>
/// <param name="folder">The folder of the bundle.</param>
/// <param name="bundles">The bundle in force.</param>
/// <param name="versions">Makes it a version.</param>
/// <param name="time">Measures the pause after an edit.</param>
/// <param name="logger">Where edits are reported.</param>
internal sealed partial class BundleReload(PolicyFolder folder, BundleSource bundles, PolicyVersionService versions, TimeProvider time, ILogger<BundleReload> logger) : BackgroundService
{
    // An editor writes a file in several steps.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var edits = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var watcher = Watch(() => edits.Writer.TryWrite(true));
        if (watcher is null)
        {
            return;
        }

        try
        {
            // An edit between the start's reading and the watching is not missed.
            for (var read = true; read; read = await edits.Reader.ReadAsync(stoppingToken))
            {
                await Task.Delay(Pause, time, stoppingToken);
                while (edits.Reader.TryRead(out _))
                {
                    // One reading answers all edits so far.
                }

                await ReloadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host reports a service that ends by an exception, also where the start itself was refused.
        }
    }

    private FileSystemWatcher? Watch(Action onEdit)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder.Path, BundleReader.Pattern);
            watcher.Changed += (_, _) => onEdit();
            watcher.Created += (_, _) => onEdit();
            watcher.Deleted += (_, _) => onEdit();
            watcher.Renamed += (_, _) => onEdit();
            watcher.Error += (_, _) => onEdit();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotWatched(logger, folder.Path, exception.Message);
            return null;
        }
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (text, bundle) = BundleReader.Read(folder.Path, time);
            if (await versions.TakeFileAsync(text, bundle, folder.Path, cancellationToken))
            {
                await versions.LoadAsync(cancellationToken);
                LogReplaced(logger, bundle.Rules.Version, folder.Path);
            }
        }
        catch (StartRefusedException refused)
        {
            LogRefused(logger, bundles.Current.Rules.Version, refused.Message);
        }
        catch (Exception failed) when (failed is PolicyFormatException || failed.IsDatabaseFailure(cancellationToken))
        {
            LogRefused(logger, bundles.Current.Rules.Version, failed.Message);
        }
    }

    [LoggerMessage(2005, LogLevel.Information, "Policy bundle {Version} of {Folder} is edited and in force")]
    private static partial void LogReplaced(ILogger logger, string version, string folder);

    [LoggerMessage(2006, LogLevel.Warning, "Policy bundle {Version} stays in force as it was. {Reason}")]
    private static partial void LogRefused(ILogger logger, string version, string reason);

    [LoggerMessage(2007, LogLevel.Warning, "Edits of the policy bundle in {Folder} are taken at the next start only: {Reason}")]
    private static partial void LogNotWatched(ILogger logger, string folder, string reason);
}
