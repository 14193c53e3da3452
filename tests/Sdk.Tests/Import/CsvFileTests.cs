using System.Text;
using MeshStarter.Sdk.Import;

namespace MeshStarter.Sdk.Tests.Import;

[Trait("Category", "Quick")]
public sealed class CsvFileTests : FolderTests
{
    private static readonly CsvValueColumn<string?> A = CsvColumns.OptionalText("a");
    private static readonly CsvValueColumn<string?> B = CsvColumns.OptionalText("b");

    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("b,unknown,a\n2,x,1\n")]
    [InlineData("a,b\n1,2")]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("\uFEFFa,b\r\n1,2\r\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n")]
    public void Forms_and_orders_of_columns_of_one_file_read_the_same(string text)
    {
        var row = Assert.Single(Folder.Texts(text, "a", "b").Rows());

        Assert.Equal(("1", "2", null), (row.Get(A), row.Get(B), row.Problem));
    }

    [Theory]
    [InlineData("1\n", "has 1 columns where the header has 2")]
    [InlineData("1,2,3\n", "has 3 columns where the header has 2")]
    [InlineData("1,2\"\n", "has a quote where no value begins or ends")]
    [InlineData("1,\"He said \"hi\" to me\"\n", "has text behind the closing quote of a value")]
    [InlineData("1,\"2\"\"x\"\"\" \n", "has text behind the closing quote of a value")]
    [InlineData("1,\"2\n\"x,y\n", "has text behind the closing quote of a value with several lines, on line 4")]
    [InlineData("1,a\0b\n", "holds the character U+0000, which no text has")]
    public void Broken_row_costs_itself_and_nothing_else(string broken, string problem)
    {
        var rows = Folder.Texts("a,b\n1,2\n" + broken + "3,4\n", "a", "b").Rows().ToList();

        Assert.Equal([null, $"orders.csv:3: {problem}", null], rows.Select(row => row.Problem));
        Assert.Equal("4", rows[2].Get(B));
        Assert.Throws<InvalidOperationException>(() => rows[1].Get(A));
    }

    [Fact]
    public void Line_without_an_end_refuses_the_file_by_its_number_and_a_long_one_is_read()
    {
        var longest = new string('x', PhysicalLines.Longest - 2);
        Assert.Equal(longest, Assert.Single(Folder.Texts($"a,b\n1,{longest}\n", "a", "b").Rows(), row => row.Problem is null).Get(B));

        var refused = Assert.Throws<SourceUnreadableException>(() => Folder.Texts($"a,b\n1,2\n1,{longest}x", "a", "b").Rows().ToList());

        Assert.Equal("orders.csv:3: has more than 16777216 characters. Fix: end each row with a line feed.", refused.Message);
    }

    [Fact]
    public void Value_with_several_lines_makes_no_row_of_its_own()
    {
        var rows = Folder.Texts("id,name,note\r\n1,Ann,\"call back\r\n99,Mallory,x\r\n\r\n\"\"tomorrow\"\"\"\r\n2,\"B\nia\",\"\"\r\n3,Caio\r\n", "id", "name", "note").Rows().ToList();

        Assert.Equal([(2, null), (6, null), (8, "orders.csv:8: has 2 columns where the header has 3")], rows.Select(row => (row.Line, row.Problem)));
        Assert.Equal(["Ann", "B\nia"], rows.SkipLast(1).Select(row => row.Get(CsvColumns.OptionalText("name"))));
        Assert.Equal(["call back\n99,Mallory,x\n\n\"tomorrow\"", null], rows.SkipLast(1).Select(row => row.Get(CsvColumns.OptionalText("note"))));
    }

    [Fact]
    public void After_a_quote_that_is_never_closed_or_too_late_nothing_is_read()
    {
        var rows = Folder.Texts("a,b\n1,2\n3,\"4\n5,6\n7,8", "a", "b").Rows().ToList();

        Assert.Equal(
            [null, "orders.csv:3: a quote that opens here is never closed, and the rest of the file is not read. Fix: close the quote, or double one that is part of a value."],
            rows.Select(row => row.Problem));

        var row = Assert.Single(Folder.Texts($"a,b\n1,\"{string.Join('\n', Enumerable.Repeat(new string('x', 1 << 20), 17))}\n\"\n2,3\n", "a", "b").Rows());

        Assert.StartsWith("orders.csv:2: a quote that opens here is never closed", row.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_column_that_is_there_is_checked_from_the_left_whether_it_is_read_or_not()
    {
        var file = Folder.Csv("id,weight\n1,\n2,-1\n3,heavy\n4,0\n", new CsvFormat("products.csv")
        {
            Key = [CsvColumns.Whole("id", minimum: 1)],
            Columns = [],
            Unread = [CsvColumns.Whole("weight", minimum: 0).OrEmpty()],
        });

        Assert.Equal(
            [null, "products.csv:3: weight: \"-1\" is not a whole number of at least 0", "products.csv:4: weight: \"heavy\" is not a whole number of at least 0", null],
            file.Rows().Select(row => row.Problem));

        var without = Folder.Csv("id\n1\n", new CsvFormat("products.csv") { Key = [CsvColumns.Whole("id", minimum: 1)], Columns = [], Unread = [CsvColumns.Whole("weight", minimum: 0)] });

        Assert.Null(Assert.Single(without.Rows()).Problem);

        var format = new CsvFormat("orders.csv") { Key = [CsvColumns.Whole("id", minimum: 1)], Columns = [CsvColumns.Whole("a", minimum: 1), CsvColumns.Whole("b", minimum: 1)] };

        var row = Assert.Single(Folder.Csv("b,a,id\nx,y,1\n", format).Rows());

        Assert.Equal("orders.csv:2: b: \"x\" is not a whole number of at least 1", row.Problem);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Lines_are_counted_as_they_are_in_the_file(string end)
    {
        var rows = Numbers(string.Join(end, "\uFEFFa,b", "1,x", "", "", "2,y", ""));

        Assert.Equal(["orders.csv:2: b: \"x\" is not a whole number of at least 0", "orders.csv:5: b: \"y\" is not a whole number of at least 0"], rows.Select(row => row.Problem));
    }

    [Theory]
    [InlineData("\"x\ry\"")]
    [InlineData("x\ry")]
    public void Carriage_return_inside_a_value_is_not_a_line(string value)
    {
        var rows = Numbers($"a,b\n1,{value}\n2,z\n");

        Assert.Equal(["orders.csv:2: b: \"x\\u000dy\" is not a whole number of at least 0", "orders.csv:3: b: \"z\" is not a whole number of at least 0"], rows.Select(row => row.Problem));
    }

    [Fact]
    public void Line_longer_than_any_buffer_is_one_row()
    {
        var text = new string('x', 100_000);

        var rows = Folder.Texts($"a,b\n{text},1\n2,3\n", "a", "b").Rows().ToList();

        Assert.Equal([(text, "1"), ("2", "3")], rows.Select(row => (row.Get(A), row.Get(B))));
    }

    [Fact]
    public void Text_that_is_not_utf8_is_a_bad_row()
    {
        var rows = Folder.Texts([.. Encoding.UTF8.GetBytes("a,b\n1,S"), 0xE3, .. Encoding.UTF8.GetBytes("o\n2,3\n")], "a", "b").Rows().ToList();

        Assert.Equal(["orders.csv:2: is not UTF-8 text", null], rows.Select(row => row.Problem));
    }

    // An earlier program lost a letter of it; the file is UTF-8.
    [Fact]
    public void Character_that_replaces_others_is_text()
    {
        var row = Assert.Single(Folder.Texts("a,b\nS\uFFFDo,1\n", "a", "b").Rows());

        Assert.Null(row.Problem);
        Assert.Equal("S\uFFFDo", row.Get(A));
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "orders.csv:1: the header lacks c, d.")]
    [InlineData("a,c,d,c\n1,2,3,4\n", "orders.csv:1: the header names c twice.")]
    [InlineData("", "orders.csv: the file is empty; its first line must name the columns.")]
    [InlineData("\"a\"x,c,d\n1,2\n", "orders.csv:1: the header has text behind the closing quote of a value.")]
    [InlineData("\"a,c,d\n1,2\n", "orders.csv:1: a quote in the header is never closed.")]
    public void File_without_a_good_header_is_unreadable(string text, string message)
    {
        var refused = Assert.Throws<SourceUnreadableException>(() => Folder.Texts(text, "a", "c", "d").Rows().ToList());

        Assert.Equal(message, refused.Message);
    }

    [Fact]
    public void Missing_file_or_a_folder_in_its_place_is_named()
    {
        var missing = Assert.Throws<SourceUnreadableException>(() => new CsvFile(Folder.Path, new CsvFormat("payments.csv") { Key = [A], Columns = [] }).Rows().ToList());

        Assert.StartsWith("payments.csv: cannot be read: ", missing.Message, StringComparison.Ordinal);

        Directory.CreateDirectory(Path.Combine(Folder.Path, "payments.csv"));

        var folder = Assert.Throws<SourceUnreadableException>(() => new CsvFile(Folder.Path, new CsvFormat("payments.csv") { Key = [A], Columns = [] }).Rows().ToList());

        Assert.StartsWith("payments.csv: cannot be read: ", folder.Message, StringComparison.Ordinal);
    }

    private List<CsvRow> Numbers(string text) =>
        [.. Folder.Csv(text, new CsvFormat("orders.csv") { Key = [A], Columns = [CsvColumns.Whole("b", minimum: 0)] }).Rows()];
}
