using System.Reflection;
using Xunit.Abstractions;

namespace MeshStarter.TestKit;

/// <summary>
/// Begins with the collections that take longest, which a test project names in its property <c>MeshLongestTests</c>: the order of all others is by chance, and behind these
/// one of them would run alone.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private const string Named = "MeshLongestTests";

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections)
    {
        ArgumentNullException.ThrowIfNull(testCollections);
        return testCollections.OrderBy(Place);
    }

    // "imported mesh", or "Test collection for MeshStarter.EndToEnd.WalkthroughTests" for a class that is in no other.
    private static int Place(ITestCollection collection)
    {
        var longest = collection.TestAssembly.Assembly.GetCustomAttributes(typeof(AssemblyMetadataAttribute).AssemblyQualifiedName)
            .Select(attribute => attribute.GetConstructorArguments().Cast<string>().ToList()).Single(metadata => metadata[0] == Named)[1].Split(", ");
        var place = Array.FindIndex(longest, name => collection.DisplayName == name || collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal));
        return place < 0 ? longest.Length : place;
    }
}
