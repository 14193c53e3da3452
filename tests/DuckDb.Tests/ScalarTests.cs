namespace MeshStarter.DuckDb.Tests;

public sealed class ScalarTests(TestDatabase db) : IClassFixture<TestDatabase>
{
    [Fact]
    public void Scalar_converts_without_loss()
    {
        var connection = db.Connection;
        Assert.Equal(3, connection.Scalar<int>("SELECT count(*) FROM range(3)"));
        Assert.Equal(3L, connection.Scalar<long>("SELECT sum(range) FROM range(3)"));
        Assert.Equal(3.0, connection.Scalar<double>("SELECT 3"));
        Assert.Equal(12.5m, connection.Scalar<decimal>("SELECT 12.50"));
        Assert.Equal(12.5, connection.Scalar<double>("SELECT 12.50"));
        Assert.Equal("x", connection.Scalar<string>("SELECT 'x'"));
        Assert.Equal(new DateOnly(2017, 11, 24), connection.Scalar<DateOnly>("SELECT DATE '2017-11-24'"));
        Assert.Equal(7L, connection.Scalar<object>("SELECT 7::BIGINT"));
        Assert.Equal(7, connection.Scalar<int?>("SELECT 7::UTINYINT"));
    }

    [Fact]
    public void Scalar_refuses_what_does_not_fit()
    {
        Assert.Throws<OverflowException>(() => db.Connection.Scalar<int>("SELECT 3000000000"));
        Assert.Throws<OverflowException>(() => db.Connection.Scalar<uint>("SELECT -1"));
        Assert.Throws<InvalidCastException>(() => db.Connection.Scalar<int>("SELECT 1.5"));
        Assert.Throws<InvalidCastException>(() => db.Connection.Scalar<int>("SELECT '1'"));
        Assert.Throws<InvalidCastException>(() => db.Connection.Scalar<string>("SELECT 1"));
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
