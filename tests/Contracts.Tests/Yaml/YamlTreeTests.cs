using System.Text.RegularExpressions;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Tests.Yaml;

public sealed partial class YamlTreeTests
{
    [Theory]
    [InlineData("", "1: yaml.empty: The file is empty. Fix: Write the keys that it needs.")]
    [InlineData("a: 1\nb: 2\na: 3\n", "3: a: yaml.duplicate_key: The key is in line 1 already. Fix: Remove one of the two.")]
    [InlineData("x:\n  - { a: 1, a: 2 }\n", "2: x[0].a: yaml.duplicate_key: The key is in line 2 already. Fix: Remove one of the two.")]
    [InlineData("a: 1\n---\nb: 2\n", "2: yaml.documents: A second document begins here. Fix: Give each document a file of its own.")]
    [InlineData("a: &x [1]\nb: *x\n", "2: yaml.alias: The alias \"*x\" is not taken. Fix: Write its value out.")]
    [InlineData("a: 1\nb: !!str 2\n", "2: b: yaml.tag: The tag \"tag:yaml.org,2002:str\" is not taken. Fix: Remove it.")]
    [InlineData("a: 1\n? [b]\n: 2\n", "2: yaml.key: A key is a list or a mapping. Fix: Keys are texts.")]
    [InlineData("a: 1\nb: [c, \"d\\0\"]\n", "2: b[1]: text.control: The text holds the control character U+0000. Fix: Leave it out.")]
    [InlineData("\"a\\0\": 1\n", "1: text.control: The text holds the control character U+0000. Fix: Leave it out.")]
    public void Parse_what_is_not_taken_names_its_line(string text, string expected) =>
        Assert.Equal([$"file.yaml:{expected}"], Issues(text));

    [Theory]
    [InlineData("a: 1\n\tb: 2\n", 2, "Indent with spaces; YAML takes no tabs.")]
    [InlineData("a:\n\t- b\n", 2, "Indent with spaces; YAML takes no tabs.")]
    [InlineData("a: 1\nb: [1, 2\nc: 3\n", 3, "Look at this line")]
    [InlineData("a: \"open\nb: 2\n", 1, "Look at this line")]
    [InlineData("a: b: c\n", 1, "Look at this line")]
    [InlineData("a: 1\n  b: 2\n", 2, "Look at this line")]
    [InlineData("a: @b\n", 1, "Look at this line")]
    public void Parse_malformed_text_gives_one_issue_with_its_line(string text, int line, string fix)
    {
        var issues = new YamlIssues("file.yaml");
        Assert.Null(YamlTree.Parse(text, issues));
        var issue = Assert.Single(issues.Sorted);
        Assert.Equal(("yaml.syntax", line), (issue.Rule, issue.Line));
        Assert.StartsWith(fix, issue.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Parse_deep_nesting_stops_at_32_levels(string piece)
    {
        var issue = Assert.Single(Issues(string.Concat(Enumerable.Repeat(piece, YamlTree.MaxLength / piece.Length))));
        Assert.Contains("yaml.depth: The file is nested deeper than 32 levels.", issue, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_ends_at_256_KiB_the_first_alias_and_500_mistakes_and_says_so()
    {
        var longest = "a: " + new string('x', YamlTree.MaxLength - 3);
        Assert.Empty(Issues(longest));
        Assert.Equal([$"file.yaml:1: yaml.size: The file has 262145 characters; at most 262144 are read. Fix: Shorten it."], Issues(longest + "x"));

        var bomb = "a: &a [x]\n" + string.Concat(Enumerable.Range(0, 26).Select(i => $"k{i}: &b{i} [*a, *a, *a]\n"));
        Assert.Equal(["file.yaml:2: yaml.alias: The alias \"*a\" is not taken. Fix: Write its value out."], Issues(bomb));

        var issues = Issues(string.Concat(Enumerable.Repeat("a: 1\n", 1000)));
        Assert.Equal(501, issues.Length);
        Assert.Contains("yaml.issues: There are more than 500 issues.", issues[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: x\n", 40_000, "yaml.issues")]
    [InlineData("\"", 262_144, "yaml.syntax")]
    [InlineData("? ", 131_072, "yaml.key")]
    [InlineData("a: |\n", 50_000, "yaml.issues")]
    [InlineData("&a", 131_072, null)]
    [InlineData("# \n", 80_000, "yaml.empty")]
    [InlineData("\n", 262_144, "yaml.empty")]
    [InlineData("%YAML 1.1\n", 20_000, "yaml.syntax")]
    [InlineData("'a' ", 60_000, "yaml.syntax")]
    [InlineData("a ", 131_072, null)]
    [InlineData("- a\n", 65_000, null)]
    [InlineData("!", 262_144, "yaml.tag")]
    public void Parse_hostile_text_of_full_size_ends_with_its_fault(string piece, int times, string? rule)
    {
        var issues = Issues(string.Concat(Enumerable.Repeat(piece, times)));

        Assert.Equal(rule, issues.Length == 0 ? null : Rule().Match(issues[^1]).Value);
    }

    [Fact]
    public void Parse_byte_order_mark_is_no_part_of_the_first_key()
    {
        var root = Assert.IsType<YamlMapping>(YamlTree.Parse("\uFEFFa: 1\n", new YamlIssues("file.yaml")));
        Assert.Equal("a", Assert.Single(root.Entries).Key);
    }

    [Fact]
    public void Parse_knows_lines_paths_and_quotes()
    {
        var issues = new YamlIssues("file.yaml");
        var root = Assert.IsType<YamlMapping>(YamlTree.Parse("a:\n  - b: \"~\"\n    c: ~\n", issues));
        var item = Assert.IsType<YamlMapping>(Assert.Single(Assert.IsType<YamlSequence>(root.Entries[0].Value).Items));
        Assert.Equal(
            [new YamlScalar("~", IsPlain: false, 2, "a[0].b"), new YamlScalar("~", IsPlain: true, 3, "a[0].c")],
            item.Entries.Select(entry => Assert.IsType<YamlScalar>(entry.Value)));
        Assert.Equal([false, true], item.Entries.Select(entry => ((YamlScalar)entry.Value).IsNull));
        Assert.Empty(issues.Sorted);
    }

    private static string[] Issues(string text)
    {
        var issues = new YamlIssues("file.yaml");
        YamlTree.Parse(text, issues);
        return [.. issues.Sorted.Select(issue => issue.ToString())];
    }

    [GeneratedRegex("yaml[.][a-z_]+", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Rule();
}
