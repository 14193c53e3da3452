using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Evolution;

/// <summary>Compares the promises about the data: service levels, evolution and checks.</summary>
internal static class QualityComparison
{
    public static IEnumerable<ContractChange> Between(DataProductDescriptor earlier, DataProductDescriptor later)
    {
        var (was, becomes) = (earlier.Quality, later.Quality);
        return
        [
            .. Promise("quality.freshness_sla", was.FreshnessSla, becomes.FreshnessSla, IsAsFresh),
            .. Promise("quality.availability", was.Availability, becomes.Availability, IsAsHigh),
            .. Promise("quality.completeness", was.Completeness, becomes.Completeness, IsAsHigh),
            .. Promise("quality.schema_evolution", was.SchemaEvolution, becomes.SchemaEvolution, IsAsStrict),
            .. CheckComparison.Between(earlier, later),
        ];
    }

    private static IEnumerable<ContractChange> Promise(string field, string? was, string? becomes, Func<string, string, bool> keeps)
    {
        if (was == becomes)
        {
            yield break;
        }

        yield return new ContractChange(
            field,
            was is null ? $"{becomes} is promised, where nothing was." : becomes is null ? $"{was} is no longer promised." : $"The promise was {was} and is {becomes}.",
            was is null || (becomes is not null && keeps(was, becomes)) ? ChangeImpact.Minor : ChangeImpact.Breaking);
    }

    // An age and an hour of the day cannot be compared; nor can hours of two zones.
    private static bool IsAsFresh(string was, string becomes) =>
        FreshnessTarget.TryParse(was, out var earlier, out _, out _)
        && FreshnessTarget.TryParse(becomes, out var later, out _, out _)
        && (later.MaxAge <= earlier.MaxAge || (later.DueAfter <= earlier.DueAfter && later.TimeZone == earlier.TimeZone));

    private static bool IsAsHigh(string was, string becomes) =>
        Percentage.TryParse(was, out var earlier) && Percentage.TryParse(becomes, out var later) && later >= earlier;

    private static bool IsAsStrict(string was, string becomes) => was == SchemaEvolutions.None || becomes == SchemaEvolutions.Full;
}
