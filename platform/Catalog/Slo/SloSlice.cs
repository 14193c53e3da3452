namespace MeshStarter.Catalog.Slo;

/// <summary>A part of a service level's past.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="Until">Its end.</param>
/// <param name="Good">The seconds, rows or batches that kept the promise.</param>
/// <param name="Bad">Those that did not.</param>
internal sealed record SloSlice(DateTimeOffset From, DateTimeOffset Until, double Good, double Bad)
{
    /// <summary>The part of <see cref="Good"/> and <see cref="Bad"/> that falls into a time, evenly over the slice.</summary>
    public (double Good, double Bad) Within(DateTimeOffset from, DateTimeOffset until)
    {
        var overlap = (Until < until ? Until : until) - (From > from ? From : from);
        if (overlap <= TimeSpan.Zero)
        {
            return default;
        }

        var share = overlap / (Until - From);
        return (Good * share, Bad * share);
    }
}
