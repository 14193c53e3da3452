using System.Globalization;
using System.Text.RegularExpressions;

namespace MeshStarter.Sdk.Tests.Publishing;

/// <summary>Holds the types in docs/architecture.md: those that run in the domain's process from the emit of one further row of a table to its snapshot.</summary>
public sealed partial class WayOfARowTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    /// <summary>The recordings that a poll may fall into. Its types are not in all of them.</summary>
    private const int MostOfPolls = 2;

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task One_further_row_runs_the_types_that_the_docs_list()
    {
        postgres.Require();
        var doc = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "docs", "architecture.md"));
        var (all, steer) = (Number(doc, AllTypes()), Number(doc, Steering()));
        var listed = Listed().Match(doc).Groups["rooms"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(room => room[(room.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Order(StringComparer.Ordinal).ToList();

        var ran = await RecordAsync();
        for (var more = 0; more < MostOfPolls && (ran.Count != all || !listed.SequenceEqual(SteeringOf(ran), StringComparer.Ordinal)); more++)
        {
            var again = (await RecordAsync()).Select(type => type.FullName).ToHashSet(StringComparer.Ordinal);
            ran = [.. ran.Where(type => again.Contains(type.FullName))];
        }

        Assert.Equal(listed, SteeringOf(ran));
        Assert.Equal((all, steer), (ran.Count, listed.Count));
    }

    private async Task<IReadOnlyList<Type>> RecordAsync()
    {
        var product = new NotedProduct();
        var recording = (Task<IReadOnlyList<string>>)product.CopyOf(typeof(RecordedPublish)).GetMethod(nameof(RecordedPublish.RunAsync))!.Invoke(null, [postgres])!;
        return [.. (await recording).Select(name => product.Assemblies.Select(assembly => assembly.GetType(name)).OfType<Type>().First()).Where(SteeringTypes.IsWritten)];
    }

    private static IReadOnlyList<string> SteeringOf(IEnumerable<Type> types) => [.. types.Where(SteeringTypes.Steers).Select(type => type.Name.Split('`')[0]).Order(StringComparer.Ordinal)];

    private static int Number(string doc, Regex stated) => int.Parse(stated.Match(doc).Groups["number"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<number>\d+) types of the mesh run")]
    private static partial Regex AllTypes();

    [GeneratedRegex(@"(?<number>\d+) of them steer")]
    private static partial Regex Steering();

    [GeneratedRegex(@"<!-- types of a publish -->\s*```\s*(?<rooms>[^`]*)```")]
    private static partial Regex Listed();
}
