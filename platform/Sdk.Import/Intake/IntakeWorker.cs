using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Sdk.Ports.Table;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Publishing;
using MeshStarter.Sdk.Sources;
using MeshStarter.ServiceDefaults.Database;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>Reads the sources of this domain's products, each by itself: one that fails is tried again, and delays no other.</summary>
internal sealed partial class IntakeWorker(
    SourceConnections connections, IntakeStore store, SourceFailures failures, NpgsqlDataSource database, TimeProvider time, ILogger<IntakeWorker> logger) : ILeasedWork
{
    // Each holds a connection until all rows of its file or table are taken over. Ports, publishing and status need the others of the ten.
    private const int MostTaking = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // A row is written with the mark of a turn, which takes the place of the lease.
    Task ILeasedWork.RunAsync(IReadOnlyList<OwnProduct> products, PublisherLease lease, CancellationToken cancellationToken) => RunAsync(products, cancellationToken);

    /// <summary>Reads the sources of products until it is cancelled.</summary>
    public async Task RunAsync(IReadOnlyList<OwnProduct> products, CancellationToken cancellationToken)
    {
        using var limit = new SemaphoreSlim(MostTaking);
        await ConcurrentWork.RunAsync(products.Where(product => product.Source is not null).Select<OwnProduct, Func<CancellationToken, Task>>(product => token => FollowAsync(product, product.Source!, limit, token)), cancellationToken);
    }

    private async Task FollowAsync(OwnProduct product, SourceDefinition source, SemaphoreSlim limit, CancellationToken cancellationToken)
    {
        var failing = new FailingIntake($"source {source.Name} of {product.Id.Reference}", product, failures, time, (problem, fault) => LogNotRead(logger, product.Id, problem, fault));
        try
        {
            await TurnsAsync(product, source, failing, limit, cancellationToken);
        }
        finally
        {
            // From now on another process reads the source, and reports its failures.
            failing.End();
        }
    }

    private async Task TurnsAsync(OwnProduct product, SourceDefinition source, FailingIntake failing, SemaphoreSlim limit, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            IntakeTurn? turn = null;
            try
            {
                turn = await store.BeginAsync(product, cancellationToken);
                var rows = new KeyedRows(product, new DataProductPublisher(ProductContract.Of(product.Descriptor), time), time);
                var context = new IntakeContext(product, turn, rows, store, database, connections.Find(product, source)) { Worked = failing.End, Limit = limit };
                await WaitForRequestAsync(context, failing, cancellationToken);
                if (connections.Missing(product) is { } setting)
                {
                    throw new SourceRefusedException($"setting {setting} is missing.");
                }

                await TakeAsync(context, source, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // A source that cannot be read before its operator acts is reported at once.
                var needsSnapshot = exception is SourceRefusedException { NeedsSnapshot: true };
                var tries = failing.Note(exception, atLeast: needsSnapshot ? SourceFailures.LastingTries : 1);
                await NoteAsync(turn, failing, needsSnapshot, cancellationToken);
                var pause = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(tries - 1, 10)));
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TakeAsync(IntakeContext context, SourceDefinition source, CancellationToken cancellationToken)
    {
        try
        {
            await (source switch
            {
                PostgresSource { Poll: null } table => new ChangeCapture(context, table, time).RunAsync(cancellationToken),
                PostgresSource table => new TablePolling(context, table, time).RunAsync(cancellationToken),
                FilesSource files => new FileIntake(context, files, time, logger).RunAsync(cancellationToken),
                _ => throw new NotSupportedException($"{source.GetType().Name} is no kind of source."),
            });
        }
        catch (ContractViolationException refused) when (source is PostgresSource)
        {
            // Files note such a row, and read on.
            throw new SourceRefusedException(source.Problem(
                "table", $"{refused.Message.TrimEnd('.')}.", $"publish a contract that permits the row; or change the row in the source, and read all rows again: mesh source snapshot {context.Product.Name}."), refused);
        }
    }

    private async Task WaitForRequestAsync(IntakeContext context, FailingIntake failing, CancellationToken cancellationToken)
    {
        while (await store.ReadAsync(context.Turn, cancellationToken) is { State: IntakeState.NeedsSnapshot, IsRequested: false } stopped)
        {
            failing.Note(new SourceRefusedException(stopped.Problem ?? "all rows must be read again."), SourceFailures.LastingTries);
            await Task.Delay(Polling.Source, time, cancellationToken);
        }
    }

    private async Task NoteAsync(IntakeTurn? turn, FailingIntake failing, bool needsSnapshot, CancellationToken cancellationToken)
    {
        try
        {
            if (turn is not null)
            {
                await store.NoteAsync(turn, failing.Problem!, needsSnapshot, failing.LastingSince, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException || exception.IsDatabaseFailure(cancellationToken))
        {
            // The next try notes it again.
        }
    }

    [LoggerMessage(3070, LogLevel.Warning, "The source of {Product} is not read, which is tried again: {Problem}")]
    private static partial void LogNotRead(ILogger logger, ProductMajorVersion product, string problem, Exception? fault);
}
