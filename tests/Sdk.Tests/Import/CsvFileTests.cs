using System.Text;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Sdk.Tests.Import;

public sealed class CsvFileTests : IDisposable
{
    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Columns_are_found_by_name_in_any_order()
    {
        var row = Assert.Single(_folder.Write("b,unread,a\n2,x,1\n").Rows("a", "b"));

        Assert.Equal(("1", "2", null), (row.Text("a"), row.Text("b"), row.Problem));
    }

    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a,b\n1,2")]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("\uFEFFa,b\r\n1,2\r\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n")]
    public void Forms_of_one_file_read_the_same(string text)
    {
        var row = Assert.Single(_folder.Write(text).Rows("a", "b"));

        Assert.Equal(("1", "2", null), (row.Text("a"), row.Text("b"), row.Problem));
    }

    [Fact]
    public void Quoted_values_hold_commas_and_quotes()
    {
        var row = Assert.Single(_folder.Write("a,b\n\"x, \"\"y\"\"\",2\n").Rows("a", "b"));

        Assert.Equal("x, \"y\"", row.Text("a"));
    }

    [Theory]
    [InlineData("1\n", "has 1 columns where the header has 2")]
    [InlineData("1,2,3\n", "has 3 columns where the header has 2")]
    [InlineData("1,\"2\n", "a quote is never closed on this line")]
    public void Broken_row_costs_itself_and_nothing_else(string broken, string problem)
    {
        var rows = _folder.Write("a,b\n1,2\n" + broken + "3,4\n").Rows("a", "b").ToList();

        Assert.Equal([null, $"orders.csv:3: {problem}", null], rows.Select(row => row.Problem));
        Assert.Equal("4", rows[2].Text("b"));
    }

    [Fact]
    public void Broken_row_keeps_its_problem_whatever_is_read_of_it()
    {
        var row = Assert.Single(_folder.Write("a,b\n1\n").Rows("a", "b"));

        row.Uuid("a");
        row.Whole("b");

        Assert.Equal("orders.csv:2: has 1 columns where the header has 2", row.Problem);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Lines_are_counted_as_they_stand_in_the_file(string end)
    {
        var rows = _folder.Write(string.Join(end, "\uFEFFa,b", "1,x", "", "", "2,y", "")).Rows("a", "b").ToList();

        rows.ForEach(row => row.Whole("b"));

        Assert.Equal(["orders.csv:2: b: \"x\" is not a whole number", "orders.csv:5: b: \"y\" is not a whole number"], rows.Select(row => row.Problem));
    }

    [Theory]
    [InlineData("\"x\ry\"")]
    [InlineData("x\ry")]
    public void Carriage_return_inside_a_value_is_not_a_line(string value)
    {
        var rows = _folder.Write($"a,b\n1,{value}\n2,z\n").Rows("a", "b").ToList();

        rows.ForEach(row => row.Whole("b"));

        Assert.Equal(["orders.csv:2: b: \"x\\u000dy\" is not a whole number", "orders.csv:3: b: \"z\" is not a whole number"], rows.Select(row => row.Problem));
    }

    [Fact]
    public void Line_longer_than_any_buffer_is_one_row()
    {
        var text = new string('x', 100_000);

        var rows = _folder.Write($"a,b\n{text},1\n2,3\n").Rows("a", "b").ToList();

        Assert.Equal([(text, "1"), ("2", "3")], rows.Select(row => (row.Text("a"), row.Text("b"))));
    }

    [Fact]
    public void Text_that_is_not_utf8_is_a_bad_row()
    {
        var rows = _folder.Write([.. Encoding.UTF8.GetBytes("a,b\n1,S"), 0xE3, .. Encoding.UTF8.GetBytes("o\n2,3\n")]).Rows("a", "b").ToList();

        Assert.Equal(["orders.csv:2: is not UTF-8 text", null], rows.Select(row => row.Problem));
    }

    [Fact]
    public void Header_without_a_column_stops_the_file()
    {
        var refused = Assert.Throws<SourceUnreadableException>(() => _folder.Write("a,b\n1,2\n").Rows("a", "c", "d").ToList());

        Assert.Equal("orders.csv:1: the header lacks c, d.", refused.Message);
    }

    [Theory]
    [InlineData("", "orders.csv: the file is empty; its first line must name the columns.")]
    [InlineData("\"a,b\n1,2\n", "orders.csv:1: a quote in the header is never closed.")]
    public void File_without_a_header_is_unreadable(string text, string message)
    {
        var refused = Assert.Throws<SourceUnreadableException>(() => _folder.Write(text).Rows("a").ToList());

        Assert.Equal(message, refused.Message);
    }

    [Fact]
    public void Missing_file_is_named()
    {
        var refused = Assert.Throws<SourceUnreadableException>(() => new CsvFile(_folder.Path, "payments.csv").Rows("a").ToList());

        Assert.StartsWith("payments.csv: cannot be read: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_in_place_of_the_file_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "payments.csv"));

        var refused = Assert.Throws<SourceUnreadableException>(() => new CsvFile(_folder.Path, "payments.csv").Rows("a").ToList());

        Assert.StartsWith("payments.csv: cannot be read: ", refused.Message, StringComparison.Ordinal);
    }
}
