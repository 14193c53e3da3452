using MeshStarter.Sdk.Import;

namespace MeshStarter.Sdk.Tests.Import;

public sealed class RepeatedRowTests : FolderTests
{
    private const string Id = "e481f51cbdc54678b7cc49136f2d6af7";

    private static readonly CsvValueColumn<Guid> Order = CsvColumns.Id("order_id");
    private static readonly CsvValueColumn<int> Piece = CsvColumns.Whole("piece", minimum: 1);
    private static readonly CsvValueColumn<string?> Value = CsvColumns.OptionalText("value");
    private static readonly CsvFormat Orders = new("orders.csv") { Key = [Order], Columns = [Value] };
    private static readonly CsvFormat Items = new("items.csv") { Key = [Order, Piece], Columns = [Value] };

    [Fact]
    public void Row_that_occurs_twice_is_one()
    {
        var row = Assert.Single(Folder.Csv($"order_id,value\n{Id},x\n{Id},x\n\"{Id}\",\"x\"\n", Orders).Rows());

        Assert.Equal((2, "x"), (row.Line, row.Get(Value)));
    }

    [Fact]
    public void Key_that_comes_again_with_other_values_is_a_bad_row_that_names_the_first()
    {
        var rows = Folder.Csv($"order_id,value\nabc,w\n{Id},x\n{Id},y\n{Id},x\n{Id},z\n", Orders).Rows().ToList();

        Assert.Equal(
            [
                "orders.csv:2: order_id: \"abc\" is not an id of 32 hexadecimal digits",
                null,
                $"orders.csv:4: order_id: \"{Id}\" is on line 3 already, with other values",
                $"orders.csv:6: order_id: \"{Id}\" is on line 3 already, with other values",
            ],
            rows.Select(row => row.Problem));
        Assert.Equal("x", rows[1].Get(Value));
    }

    [Fact]
    public void Key_is_the_same_however_it_is_written()
    {
        var rows = Folder.Csv($"order_id,value\n{Id},x\n{new Guid(Id):D},x\n{Id.ToUpperInvariant()},x\n", Orders).Rows().ToList();

        Assert.Equal(
            [
                null,
                $"orders.csv:3: order_id: \"{new Guid(Id):D}\" is on line 2 already, with other values",
                $"orders.csv:4: order_id: \"{Id.ToUpperInvariant()}\" is on line 2 already, with other values",
            ],
            rows.Select(row => row.Problem));
    }

    [Fact]
    public void Key_of_two_columns_is_compared_whole()
    {
        var other = Guid.Empty.ToString("N");

        var rows = Folder.Csv($"order_id,piece,value\n{Id},1,x\n{Id},2,x\n{other},1,x\n{Id},01,y\n", Items).Rows().ToList();

        Assert.Equal([null, null, null, "items.csv:5: piece: \"01\" is on line 2 already for this order_id, with other values"], rows.Select(row => row.Problem));
    }

    [Fact]
    public void Bad_row_does_not_replace_a_good_one()
    {
        var rows = Folder.Csv($"order_id,piece,value\n{Id},1\n{Id},1,x\n", Items).Rows().ToList();

        Assert.Equal(["items.csv:2: has 2 columns where the header has 3", null], rows.Select(row => row.Problem));
    }
}
