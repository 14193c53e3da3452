using System.Text.RegularExpressions;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.Sources.Rows;

namespace MeshStarter.Platform.Sources.Definitions;

/// <summary>Reads a <c>source.yaml</c> and reports everything that is wrong with it.</summary>
public static partial class SourceDefinitionReader
{
    internal const string NamePattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";

    private static readonly TimeSpan UsualLook = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UsualPoll = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);

    /// <summary>Reads a definition's text against the descriptor of its product.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name that issues give for its file; nothing is read from there.</param>
    /// <param name="product">The product.</param>
    public static SourceReadResult Read(string yaml, string file, DataProductDescriptor product)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentNullException.ThrowIfNull(product);
        var issues = new YamlIssues(file);
        var root = YamlTree.Parse(yaml, issues);
        var section = YamlSection.Of(root, issues, "keys such as \"kind: postgres\"");
        var definition = section is null ? null : Definition(section, file, YamlLines.Of(yaml), product);
        return new SourceReadResult(issues.HasErrors ? null : definition, issues.Sorted);
    }

    private static SourceDefinition? Definition(YamlSection section, string file, YamlLines lines, DataProductDescriptor product)
    {
        var name = Name(section);
        var kind = section.RequiredScalar("kind", "Write \"kind: postgres\" or \"kind: files\".") is null ? null : section.Word<SourceKind>("kind");
        var columns = Columns(section, product);
        SourceDefinition? definition = kind switch
        {
            SourceKind.Postgres => Postgres(section, name, file, lines, columns, product),
            SourceKind.Files => Files(section, name, file, lines, columns),
            _ => null,
        };
        if (kind is not null)
        {
            section.RefuseOthers();
        }

        return definition;
    }

    private static string Name(YamlSection section)
    {
        var scalar = section.RequiredScalar("name", "Name the system that the rows come from, such as \"name: crm\".");
        if (scalar is not null && !SourceName().IsMatch(scalar.Text))
        {
            section.Issues.Error(scalar, "name.form", $"{Quoted.Text(scalar.Text)} is no name of a source.", "Write lower-case letters, digits and hyphens, beginning with a letter, such as crm.");
        }

        else if (scalar?.Text is "database" or "migrations")
        {
            section.Issues.Error(scalar, "name.reserved", $"{scalar.Text} names the domain's own connection.", "Name the system that the rows come from, such as crm.");
        }

        return scalar?.Text ?? "";
    }

    private static SourceColumns Columns(YamlSection section, DataProductDescriptor product)
    {
        Dictionary<string, string> named = new(StringComparer.Ordinal);
        if (section.Section("columns", "the columns of the product with their names in the source, such as \"customer_id: id\"") is { } columns)
        {
            foreach (var column in product.Schema)
            {
                if (columns.Text(column.Name) is { } source)
                {
                    named[column.Name] = source;
                }
            }

            columns.RefuseOthers();
        }

        return new SourceColumns([.. product.Schema.Select(column => new SourceColumn(column, named.GetValueOrDefault(column.Name, column.Name)))], product.Key);
    }

    private static PostgresSource Postgres(YamlSection section, string name, string file, YamlLines lines, SourceColumns columns, DataProductDescriptor product)
    {
        var (schema, table) = Table(section);
        if (product.Key.Count == 0)
        {
            section.Issues.Error(
                section.Mapping.Line, "kind", "source.key", $"{product.Name} has no key, by which rows of a table are replaced and deleted.", "Declare key in data-product.yaml: the columns that the table's own key is read into.");
        }

        var usual = $"mesh_{product.Name.Domain}_{product.Name.Product}_v{product.Version.Major}";
        return new PostgresSource(name, file, lines, columns)
        {
            Schema = schema,
            Table = table,
            Publication = NameOf(section, "publication", usual, PostgresNames.IsName, "a name of at most 63 bytes"),
            Slot = NameOf(section, "slot", usual, PostgresNames.IsSlot, "at most 63 lower-case letters, digits and underscores"),
            Poll = Poll(section),
        };
    }

    private static string NameOf(YamlSection section, string key, string usual, Func<string, bool> isOne, string form)
    {
        var given = section.Scalar(key);
        var name = given?.Text ?? usual;
        if (!isOne(name))
        {
            section.Issues.Error(given?.Line ?? section.Mapping.Line, key, "name.form", $"{Quoted.Text(name)} is no name of a {key}.", $"Write {form}.");
        }

        return name;
    }

    private static (string Schema, string Table) Table(YamlSection section)
    {
        if (section.RequiredScalar("table", "Name the table with its schema, such as \"table: public.customers\".") is not { } scalar)
        {
            return ("", "");
        }

        var parts = scalar.Text.Split('.');
        if (parts.Length != 2 || !parts.All(PostgresNames.IsName))
        {
            section.Issues.Error(scalar, "table.form", $"{Quoted.Text(scalar.Text)} does not name a table with its schema.", "Write schema.table, such as public.customers.");
            return ("", "");
        }

        return (parts[0], parts[1]);
    }

    private static PollTerms? Poll(YamlSection section)
    {
        if (section.Section("poll", "keys such as \"by: updated_at\"") is not { } poll)
        {
            return null;
        }

        var by = poll.RequiredScalar("by", "Name a column of the table that grows with each change of a row, such as \"by: updated_at\".");
        var terms = new PollTerms(by?.Text ?? "", Every(poll, UsualPoll));
        poll.RefuseOthers();
        return terms;
    }

    private static FilesSource Files(YamlSection section, string name, string file, YamlLines lines, SourceColumns columns)
    {
        var path = section.Scalar("path");
        if (path is not null && !path.Text.StartsWith("s3://", StringComparison.Ordinal) && !System.IO.Path.IsPathFullyQualified(path.Text))
        {
            section.Issues.Error(path, "path.form", $"{Quoted.Text(path.Text)} is neither an absolute path nor a place in a bucket.", "Write a path such as /var/exports/customers or s3://exports/customers, or leave the key out and give it as Path in the connection string.");
        }

        return new FilesSource(name, file, lines, columns) { Path = path?.Text, Format = section.Word<FileFormat>("format"), Every = Every(section, UsualLook) };
    }

    private static TimeSpan Every(YamlSection section, TimeSpan usual) => section.Issues.Parsed(
        section.Scalar("every", "a duration such as \"1 minute\""),
        (string text, out TimeSpan every) => DurationText.TryParse(text, out every) && every <= LongestPause,
        "every.form",
        "is no pause from a second to a day.",
        "Write a duration such as \"1 minute\".") ?? usual;

    [GeneratedRegex(NamePattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SourceName();
}
