namespace MeshStarter.Lake.Reading;

/// <summary>A text is not a row of a table's columns in canonical JSON (see <see cref="MeshStarter.Contracts.Rows.RowContract"/>). The message names the column, and quotes no value.</summary>
public sealed class RowFormatException : FormatException
{
    /// <summary>Makes the exception.</summary>
    public RowFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
