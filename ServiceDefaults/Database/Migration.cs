using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Migrations;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>A numbered SQL file of a set.</summary>
internal sealed partial record Migration(int Number, string File, string Sql, string Checksum)
{
    /// <summary>The number of the last file of the oldest program that works on what this file makes, as its first line says; null where it does not.</summary>
    public int? WorksSince { get; } = FirstLine().Match(Sql) is { Success: true } line ? int.Parse(line.Groups["number"].Value, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    /// <summary>Returns the set's files in their order.</summary>
    /// <exception cref="MigrationException">A file's name is not NNNN_verb_noun.sql, a number is missing or used twice, or there is no file at all.</exception>
    public static IReadOnlyList<Migration> ReadAll(MigrationSet set)
    {
        var files = set.Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(set.ResourcePrefix, StringComparison.Ordinal))
            .Select(name => name[set.ResourcePrefix.Length..])
            .ToList();
        if (files.Count == 0)
        {
            throw new MigrationException($"Migration set {set.Name}: {set.Assembly.GetName().Name} embeds no file that starts with {set.ResourcePrefix}. Add <EmbeddedResource Include=\"Migrations/*.sql\" /> to its project.");
        }

        if (MigrationFiles.Issues(files).FirstOrDefault() is { } issue)
        {
            throw new MigrationException($"Migration set {set.Name}: {issue.Message} {issue.Fix}");
        }

        return [.. files.Order(StringComparer.Ordinal).Select((file, index) => Read(set, file, index + 1))];
    }

    private static Migration Read(MigrationSet set, string file, int number)
    {
        using var reader = new StreamReader(set.Assembly.GetManifestResourceStream(set.ResourcePrefix + file)!, new UTF8Encoding(false, throwOnInvalidBytes: true));
        // A checkout with other line ends is the same migration.
        var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        return new Migration(number, file, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }

    [GeneratedRegex(@"\A-- Works with programs since (?<number>[0-9]{4})\.$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstLine();
}
