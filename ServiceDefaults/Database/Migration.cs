using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>A numbered SQL file of a set.</summary>
internal sealed partial record Migration(int Number, string File, string Sql, string Checksum)
{
    /// <summary>Returns the set's files in their order.</summary>
    /// <exception cref="MigrationException">A file's name is not NNNN_verb_noun.sql, a number is missing or used twice, or there is no file at all.</exception>
    public static IReadOnlyList<Migration> ReadAll(MigrationSet set)
    {
        var found = set.Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(set.ResourcePrefix, StringComparison.Ordinal))
            .Select(name => Read(set, name))
            .OrderBy(migration => migration.Number)
            .ToList();
        if (found.Count == 0)
            throw new MigrationException($"Migration set {set.Name}: {set.Assembly.GetName().Name} embeds no file that starts with {set.ResourcePrefix}. Add <EmbeddedResource Include=\"Migrations/*.sql\" /> to its project.");
        for (var index = 0; index < found.Count; index++)
        {
            if (found[index].Number != index + 1)
                throw new MigrationException($"Migration set {set.Name}: {found[index].File} stands where number {index + 1:0000} belongs. Number the files 0001, 0002, … without gaps and without doubles.");
        }
        return found;
    }

    private static Migration Read(MigrationSet set, string resource)
    {
        var file = resource[set.ResourcePrefix.Length..];
        if (FileName().Match(file) is not { Success: true } match)
            throw new MigrationException($"Migration set {set.Name}: {file} is no name for a migration. Name it NNNN_verb_noun.sql, such as 0001_create_orders.sql.");
        using var reader = new StreamReader(set.Assembly.GetManifestResourceStream(resource)!, new UTF8Encoding(false, throwOnInvalidBytes: true));
        // A checkout with other line ends is the same migration.
        var sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        return new Migration(int.Parse(match.Groups["number"].ValueSpan), file, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }

    [GeneratedRegex(@"^(?<number>\d{4})_[a-z0-9]+(?:_[a-z0-9]+)+\.sql$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex FileName();
}
