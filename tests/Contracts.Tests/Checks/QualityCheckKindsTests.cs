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

    [Fact]
    public void Check_of_the_same_rows_reads_those_that_are_like_itself()
    {
        var check = new UniqueCheck(["id"]);
        QualityCheck? read = null;

        var test = check.On(new CheckedBatch([], new AuditedBatch { Rows = "batch", ExistingLike = each => (read = each, "SELECT * FROM like_it").Item2 }, DateTimeOffset.UnixEpoch));

        Assert.Equal(ExistingRows.Same, check.Existing);
        Assert.Same(check, read);
        Assert.Contains("FROM like_it", Assert.IsType<CheckTest.OfRows>(test).Failing, StringComparison.Ordinal);
    }
}
