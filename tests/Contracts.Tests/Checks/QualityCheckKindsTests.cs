using MeshStarter.Contracts.Checks;

namespace MeshStarter.Contracts.Tests.Checks;

[Trait("Category", "Quick")]
public sealed class QualityCheckKindsTests
{
    [Fact]
    public void Every_check_is_listed_by_its_name()
    {
        var names = typeof(QualityCheck).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(QualityCheck)) && !type.IsAbstract)
            .Select(type => (string)type.GetField("Name")!.GetRawConstantValue()!);

        Assert.Equal(names.Order(StringComparer.Ordinal), QualityCheckKinds.All.Order(StringComparer.Ordinal));
    }
}
