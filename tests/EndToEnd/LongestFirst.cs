using Xunit.Abstractions;

[assembly: TestCollectionOrderer("MeshStarter.EndToEnd.LongestFirst", "MeshStarter.EndToEnd")]

namespace MeshStarter.EndToEnd;

/// <summary>Begins with the walkthrough, which waits for two minutes: after the others, whose order is by chance, it would wait alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.DisplayName.EndsWith($".{nameof(WalkthroughTests)}", StringComparison.Ordinal) ? 0 : 1);
}
