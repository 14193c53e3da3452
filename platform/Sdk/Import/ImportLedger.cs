using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Import;

/// <summary>Counts what an import takes over and what it rejects, with a line in the log for each rejected row.</summary>
public sealed partial class ImportLedger(TimeProvider time, ILogger<ImportLedger> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _imported = new(StringComparer.Ordinal);
    private long _rejected;
    private ImportState _state = ImportState.None;
    private string? _error;

    /// <summary>Counts so far.</summary>
    public ImportStatus Status
    {
        get
        {
            lock (_gate)
            {
                return new ImportStatus(_state, new SortedDictionary<string, long>(_imported, StringComparer.Ordinal), _rejected, _error);
            }
        }
    }

    /// <summary>Runs an import and notes how it ends.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> import, CancellationToken cancellationToken)
    {
        while (true)
        {
            Begin();
            try
            {
                await import(cancellationToken);
                End(ImportState.Done, null);
                return;
            }
            catch (NpgsqlException exception) when (exception.IsTransient)
            {
                // What was imported stays and is passed over when the import begins again.
                LogBegunAgain(logger, exception.Message);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(logger, exception.Message);
                End(ImportState.Failed, exception.Message);
                return;
            }
        }
    }

    /// <summary>Counts rows that were taken over.</summary>
    public void Imported(CsvFile file, long rows)
    {
        lock (_gate)
        {
            _imported[file.Name] = _imported.GetValueOrDefault(file.Name) + rows;
        }
    }

    /// <summary>Whether a row is good. A bad one is counted and gets its line.</summary>
    public bool Accept(CsvRow row)
    {
        if (row.Problem is not { } problem)
        {
            return true;
        }

        lock (_gate)
        {
            _rejected++;
        }

        LogRejected(logger, problem);
        return false;
    }

    private void Begin()
    {
        lock (_gate)
        {
            _imported.Clear();
            (_rejected, _state, _error) = (0, ImportState.Running, null);
        }
    }

    private void End(ImportState state, string? error)
    {
        lock (_gate)
        {
            (_state, _error) = (state, error);
        }
    }

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "The import begins again: {Reason}")]
    private static partial void LogBegunAgain(ILogger logger, string reason);

    [LoggerMessage(EventId = 3100, Level = LogLevel.Warning, Message = "{Problem}")]
    private static partial void LogRejected(ILogger logger, string problem);

    [LoggerMessage(EventId = 3101, Level = LogLevel.Error, Message = "The import stopped: {Problem}")]
    private static partial void LogFailed(ILogger logger, string problem);
}
