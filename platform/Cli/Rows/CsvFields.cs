using System.Runtime.CompilerServices;
using System.Text;

namespace MeshStarter.Cli.Rows;

/// <summary>Reads the query proxy's CSV, in which NULL is an empty field and empty text is <c>""</c>. The names of the columns are the first row.</summary>
internal static class CsvFields
{
    /// <summary>Reads the rows as they arrive.</summary>
    /// <param name="csv">The CSV.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The fields of each row; null for NULL.</returns>
    public static async IAsyncEnumerable<IReadOnlyList<string?>> ReadAsync(Stream csv, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(csv, leaveOpen: true);
        var buffer = new char[8_192];
        var field = new StringBuilder();
        var (row, isOpen, wasQuoted) = (new List<string?>(), false, false);
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            for (var i = 0; i < count; i++)
            {
                var character = buffer[i];
                if (character == '"')
                {
                    isOpen = !isOpen;
                    // The second of two quotes within a field.
                    field.Append(isOpen && wasQuoted ? "\"" : "");
                    wasQuoted = true;
                }
                else if (isOpen || character is not (',' or '\n'))
                {
                    field.Append(character);
                }
                else
                {
                    row.Add(wasQuoted || field.Length > 0 ? field.ToString() : null);
                    field.Clear();
                    wasQuoted = false;
                    if (character == '\n')
                    {
                        yield return row;
                        row = [];
                    }
                }
            }
        }
    }
}
