using MeshStarter.Contracts.Events;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Events of a feed in a row that are all deletes, or all none.</summary>
/// <param name="AreDeletes">Whether they are deletes.</param>
/// <param name="Events">The events, at least one.</param>
internal sealed record EventRun(bool AreDeletes, IReadOnlyList<CloudEvent> Events)
{
    /// <summary>Divides events into runs, in their order.</summary>
    public static IReadOnlyList<EventRun> Of(IReadOnlyList<CloudEvent> events)
    {
        List<EventRun> runs = [];
        for (var start = 0; start < events.Count;)
        {
            var areDeletes = events[start].IsDelete;
            var run = events.Skip(start).TakeWhile(received => received.IsDelete == areDeletes).ToList();
            runs.Add(new EventRun(areDeletes, run));
            start += run.Count;
        }

        return runs;
    }
}
