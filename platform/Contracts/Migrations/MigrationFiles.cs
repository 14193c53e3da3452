using System.Globalization;
using MeshStarter.Contracts.Descriptors.Reading;

namespace MeshStarter.Contracts.Migrations;

/// <summary>The names of a folder's migrations: <c>NNNN_verb_noun.sql</c>, numbered from 0001 without gaps and without doubles.</summary>
public static class MigrationFiles
{
    private const string Extension = ".sql";
    private const int Digits = 4;

    /// <summary>The number that a file's name begins with; null for a name that is none of a migration.</summary>
    public static int? NumberOf(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var words = file.EndsWith(Extension, StringComparison.Ordinal) ? file[..^Extension.Length].Split('_') : [];
        return words.Length > 2 && words[0].Length == Digits && words[0].All(char.IsAsciiDigit)
            && words.Skip(1).All(word => word.Length > 0 && word.All(letter => char.IsAsciiDigit(letter) || char.IsAsciiLetterLower(letter)))
            ? int.Parse(words[0], NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Finds each misnamed file, and the first one that is out of its order; an issue's file is the name.</summary>
    /// <param name="files">The names of all files of one folder.</param>
    public static IEnumerable<DescriptorIssue> Issues(IEnumerable<string> files)
    {
        var named = files.OrderBy(file => file, StringComparer.Ordinal).Select(file => (File: file, Number: NumberOf(file))).ToList();
        foreach (var (file, _) in named.Where(file => file.Number is null))
        {
            yield return Issue(file, "migration.name", $"{file} is no name for a migration.", "Name it NNNN_verb_noun.sql, such as 0001_create_orders.sql.");
        }

        var expected = 1;
        foreach (var (file, number) in named.Where(file => file.Number is not null))
        {
            if (number != expected)
            {
                yield return Issue(
                    file, "migration.number", $"{file} is where number {expected.ToString("0000", CultureInfo.InvariantCulture)} belongs.",
                    "Number the files 0001, 0002, … without gaps and without doubles; one that was applied keeps its name.");
                yield break;
            }

            expected++;
        }
    }

    private static DescriptorIssue Issue(string file, string rule, string message, string fix) => new(file, 1, "", rule, message, fix, IssueSeverity.Error);
}
