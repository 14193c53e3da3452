namespace MeshStarter.Lake.Tests.Tables;

public sealed class ReplaceTests
{
    [Fact]
    public async Task Last_change_of_a_key_wins_within_a_batch_and_across_batches()
    {
        using var table = new TestTable("id INTEGER; status STRING", "id");
        await table.PublishAsync((1, """{"id":1,"status":"placed"}"""), (2, """{"id":2,"status":"placed"}"""), (3, """{"id":1,"status":"paid"}"""));
        await table.PublishAsync((1, """{"id":1,"status":"placed"}"""));
        Assert.Equal(["""{"id":1,"status":"paid"}""", """{"id":2,"status":"placed"}"""], await table.SortedAsync());

        var snapshot = await table.PublishAsync((4, """{"id":null,"status":"placed"}"""), (5, """{"id":1,"status":"shipped"}"""));
        Assert.Equal(("overwrite", "2", "1"), (snapshot!.Operation, snapshot.Summary["total-data-files"], snapshot.Summary["total-position-deletes"]));

        // A key without a value names one row, too.
        await table.PublishAsync((6, """{"id":null,"status":"paid"}"""));
        Assert.Equal(["""{"id":1,"status":"shipped"}""", """{"id":2,"status":"placed"}""", """{"id":null,"status":"paid"}"""], await table.SortedAsync());
    }

    [Fact]
    public async Task Key_of_several_columns_is_compared_whole()
    {
        using var table = new TestTable("a STRING; b INTEGER; value INTEGER", "a", "b");

        await table.PublishAsync((1, """{"a":"x","b":1,"value":1}"""), (2, """{"a":"x","b":2,"value":2}"""));
        await table.PublishAsync((3, """{"a":"x","b":2,"value":3}"""), (4, """{"a":"y","b":1,"value":4}"""));

        Assert.Equal(["""{"a":"x","b":1,"value":1}""", """{"a":"x","b":2,"value":3}""", """{"a":"y","b":1,"value":4}"""], await table.SortedAsync());
    }
}
