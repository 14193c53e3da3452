using MeshStarter.Contracts.Checks;

namespace MeshStarter.Contracts.Tests.Checks;

[Trait("Category", "Quick")]
public sealed class QualityCheckKindsTests
{
    [Fact]
    public void Every_check_is_listed_by_its_name()
    {
        var names = typeof(QualityCheck).Assembly.GetTypes()
            // No descriptor states the range of dates and times within a value.
            .Where(type => type.IsSubclassOf(typeof(QualityCheck)) && !type.IsAbstract && type != typeof(NestedTimesCheck))
            .Select(type => (string)type.GetField("Name")!.GetRawConstantValue()!);

        Assert.Equal(names.Order(StringComparer.Ordinal), QualityCheckKinds.All.Order(StringComparer.Ordinal));
    }
}
