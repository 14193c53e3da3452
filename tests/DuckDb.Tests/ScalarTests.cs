namespace MeshStarter.DuckDb.Tests;

public sealed class ScalarTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public void Scalar_is_the_value_as_it_is_or_refused()
    {
        Assert.Equal("x", db.Connection.Scalar<string>("SELECT 'x', 2 FROM range(3)"));
        Assert.Equal(new DateOnly(2017, 11, 24), db.Connection.Scalar<DateOnly>("SELECT DATE '2017-11-24'"));
        Assert.Equal(7L, db.Connection.Scalar<object>("SELECT 7::BIGINT"));
        Assert.Equal(1.5, db.Connection.Scalar<double?>("SELECT 1.5::DOUBLE"));
        Assert.Throws<InvalidCastException>(() => db.Connection.Scalar<string>("SELECT 1"));

        var refused = Assert.Throws<InvalidCastException>(() => db.Connection.Scalar<long?>("SELECT 1"));
        Assert.Contains("System.Int32", refused.Message, StringComparison.Ordinal);
        Assert.Contains("System.Int64", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT NULL::BIGINT")]
    [InlineData("SELECT 1 WHERE false")]
    public void Nothing_is_null_and_never_zero(string sql)
    {
        Assert.Null(db.Connection.Scalar<long?>(sql));
        Assert.Null(db.Connection.Scalar<string>(sql));
        Assert.Throws<InvalidCastException>(() => db.Connection.Scalar<long>(sql));
    }
}
