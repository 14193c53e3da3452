using MeshStarter.Sdk.Outbox;
using MeshStarter.Sdk.Products;
using Microsoft.Extensions.Options;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Decides when which products are published: the groups of a domain's products in rounds, each by its own <see cref="PublishSchedule"/>.</summary>
internal sealed class PublishRounds(OutboxPublisher publisher, OutboxStore outbox, OutboxSignal signal, PublishingFailures failures, IOptions<SdkOptions> options, TimeProvider time)
{
    // Signals that come sooner after a look are handled together.
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Publishes until it is cancelled.</summary>
    /// <param name="tables">The products with a table.</param>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the rounds, with the lease.</param>
    public async Task RunAsync(IReadOnlyList<OwnProduct> tables, PublisherLease lease, CancellationToken cancellationToken)
    {
        await publisher.BeginAsync(tables, lease, cancellationToken);
        var scheduled = PublishGroup.Of(tables, options.Value.PublishInterval).Select(group => (Group: group, Schedule: new PublishSchedule(group.Interval, time))).ToList();
        var lookPause = scheduled.Select(each => each.Group.Interval).Append(LookPause).Min();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (next, looked) = (signal.Next, time.GetTimestamp());
            // Null when the outbox does not answer; publishing then reports the error for each product.
            var backlog = await DatabaseAnswer.OrNullAsync(token => outbox.BacklogAsync(publisher.Positions, PublishSchedule.MostRows, token), cancellationToken);
            var pause = Polling.Unpublished;
            foreach (var (group, schedule) in scheduled)
            {
                var left = Left(group, schedule, backlog);
                if (left == TimeSpan.Zero)
                {
                    schedule.Tried(time.GetTimestamp(), await PublishAsync(group, backlog?.Head, cancellationToken));
                }

                pause = left < pause ? left.Value : pause;
            }

            if (pause > TimeSpan.Zero)
            {
                await next.WaitAsync(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (lookPause - time.GetElapsedTime(looked) is var rest && rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, time, cancellationToken);
            }
        }
    }

    // The time until a group's next round; null while none of its rows wait.
    private TimeSpan? Left(PublishGroup group, PublishSchedule schedule, OutboxBacklog? backlog)
    {
        // A table with an unknown position is read, at once or when its retry is due; so is every table while the outbox does not answer.
        var unknown = group.Products
            .Where(product => backlog is null || !publisher.Positions.ContainsKey(product.Id) || failures.RetryIn(product.Id) is not null)
            .Select(product => failures.RetryIn(product.Id) ?? TimeSpan.Zero).ToList();
        var waiting = group.Products.Select(product => backlog?.Products.GetValueOrDefault(product.Id) ?? default).ToList();
        var left = schedule.Left(waiting.Sum(product => product.Rows), waiting.Sum(product => product.Bytes));
        return unknown.Count > 0 && (left is null || unknown.Min() < left) ? unknown.Min() : left;
    }

    // Rows emitted during a round belong to the next round: a row and the rows it refers to come in the same one.
    private async Task<bool> PublishAsync(PublishGroup group, long? head, CancellationToken cancellationToken)
    {
        var limits = new ReferenceLimits(head ?? long.MaxValue);
        var published = false;
        foreach (var product in group.Products)
        {
            published |= await publisher.PublishAsync(product, limits, cancellationToken);
        }

        return published;
    }
}
