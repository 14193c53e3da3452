using System.Threading.Channels;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Platform.Enforcement.Journal;
using Npgsql;

namespace MeshStarter.Catalog.Products;

/// <summary>
/// Takes versions in from many callers at once, in groups: one transaction stores what has come while the one before was stored. Registrations would wait for each
/// other anyway, at the registry of schemas.
/// </summary>
internal sealed class RegistrationIntake(NpgsqlDataSource database, TimeProvider time) : BackgroundService
{
    private const int MaximumWaiting = 500;
    private const int MaximumGroup = 32;

    private readonly Channel<PendingRegistration> _waiting = Channel.CreateBounded<PendingRegistration>(new BoundedChannelOptions(MaximumWaiting) { SingleReader = true });

    /// <summary>
    /// Stores a version. The same contract again changes nothing but the words for people; a contract that <see cref="VersionRule"/> does not permit alongside the
    /// others is not kept, and the rule's sentence is returned.
    /// </summary>
    public async Task<RegistrationResult> RegisterAsync(PendingRegistration registration, CancellationToken cancellationToken)
    {
        await _waiting.Writer.WriteAsync(registration, cancellationToken);
        return await registration.Result.Task;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<PendingRegistration> left = [];
        List<PendingRegistration> group = [];
        try
        {
            while (left.Count > 0 || await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                (group, left) = Next(left);
                await StoreAsync(group, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
        finally
        {
            _waiting.Writer.TryComplete();
            left.AddRange(group);
            while (_waiting.Reader.TryRead(out var waiting))
            {
                left.Add(waiting);
            }

            left.ForEach(registration => registration.Result.TrySetCanceled(CancellationToken.None));
        }
    }

    // One version of a product at a time: the next one is compared with it.
    private (List<PendingRegistration> Group, List<PendingRegistration> Left) Next(List<PendingRegistration> waiting)
    {
        while (waiting.Count < MaximumGroup && _waiting.Reader.TryRead(out var next))
        {
            waiting.Add(next);
        }

        var group = waiting.DistinctBy(registration => registration.Details.Name).Take(MaximumGroup).ToList();
        return (group, [.. waiting.Except(group)]);
    }

    private async Task StoreAsync(List<PendingRegistration> group, CancellationToken stoppingToken)
    {
        if (await TryStoreAsync(group, stoppingToken) is not { } failure)
        {
            return;
        }

        if (failure is not (PostgresException or AuditUnavailableException))
        {
            group.ForEach(each => each.Result.TrySetException(failure));
            return;
        }

        // One of them may be what the database cannot store, or what cannot be recorded; the others are no worse for it.
        foreach (var each in group)
        {
            if (group.Count == 1)
            {
                each.Result.TrySetException(failure);
            }
            else if (await TryStoreAsync([each], stoppingToken) is { } own)
            {
                each.Result.TrySetException(own);
            }
        }
    }

    private async Task<Exception?> TryStoreAsync(List<PendingRegistration> group, CancellationToken stoppingToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(stoppingToken);
            await using var transaction = await connection.BeginTransactionAsync(stoppingToken);
            var results = await new RegistrationGroup(transaction, time.GetUtcNow(), stoppingToken).WriteAsync(group);
            await Task.WhenAll(results.Select(each => each.Result is RegistrationResult.Stored stored ? each.Registration.RecordAsync(stored.Outcome) : Task.CompletedTask));
            await transaction.CommitAsync(stoppingToken);
            foreach (var (registration, result) in results)
            {
                registration.Result.TrySetResult(result);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            return failure;
        }

        return null;
    }
}
