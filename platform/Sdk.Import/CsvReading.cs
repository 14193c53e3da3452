namespace MeshStarter.Sdk.Import;

/// <summary>Reads a value of a column; false where it breaks the column's rule.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="text">The value as the file has it, without quotes.</param>
/// <param name="value">The value read.</param>
public delegate bool CsvReading<T>(string text, out T value);
