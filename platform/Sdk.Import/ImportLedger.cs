using MeshStarter.Sdk.Lineage;
using MeshStarter.Sdk.Sources;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Import;

/// <summary>Counts what an import takes over and what it rejects, with a line in the log for each rejected row.</summary>
public sealed partial class ImportLedger(TimeProvider time, ILogger<ImportLedger> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _imported = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _reported = new(StringComparer.Ordinal);
    private long _rejected;
    private ImportState _state = ImportState.None;
    private string? _error;

    /// <summary>Counts so far.</summary>
    internal ImportStatus Status
    {
        get
        {
            lock (_lock)
            {
                return new ImportStatus(_state, new SortedDictionary<string, long>(_imported, StringComparer.Ordinal), _rejected, _error);
            }
        }
    }

    /// <summary>Runs an import and notes how it ends.</summary>
    internal async Task RunAsync(Func<CancellationToken, Task> import, CancellationToken cancellationToken)
    {
        ImportedFiles.Begin();
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
                // Imported rows stay and are skipped when the import begins again.
                LogBegunAgain(logger, exception.Message);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                var problem = DatabaseRefusal.Of(exception);
                LogFailed(logger, problem, exception.ProgramFault());
                End(ImportState.Failed, problem);
                return;
            }
        }
    }

    /// <summary>The good rows of a file, counted as they are taken. A bad one is counted and gets its line, once however often the import begins again.</summary>
    /// <exception cref="SourceUnreadableException">The file cannot be read.</exception>
    public IEnumerable<CsvRow> Rows(CsvFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (var row in file.Rows())
        {
            if (row.Problem is not { } problem)
            {
                Take(file);
                yield return row;
            }
            else if (Reject(file, row))
            {
                LogRejected(logger, problem);
            }
        }
    }

    private void Take(CsvFile file)
    {
        lock (_lock)
        {
            _imported[file.Name] = _imported.GetValueOrDefault(file.Name) + 1;
        }
    }

    // Whether its line is still to be reported: a file is read from its top, so all up to the last one reported were reported.
    private bool Reject(CsvFile file, CsvRow row)
    {
        lock (_lock)
        {
            _rejected++;
            if (row.Line <= _reported.GetValueOrDefault(file.Name))
            {
                return false;
            }

            _reported[file.Name] = row.Line;
            return true;
        }
    }

    private void Begin()
    {
        lock (_lock)
        {
            _imported.Clear();
            (_rejected, _state, _error) = (0, ImportState.Running, null);
        }
    }

    private void End(ImportState state, string? error)
    {
        lock (_lock)
        {
            (_state, _error) = (state, error);
        }
    }

    [LoggerMessage(3102, LogLevel.Warning, "The import begins again: {Reason}")]
    private static partial void LogBegunAgain(ILogger logger, string reason);

    [LoggerMessage(3100, LogLevel.Warning, "{Problem}")]
    private static partial void LogRejected(ILogger logger, string problem);

    [LoggerMessage(3101, LogLevel.Error, "The import stopped: {Problem}")]
    private static partial void LogFailed(ILogger logger, string problem, Exception? fault);
}
