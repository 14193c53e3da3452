using System.Text;

namespace MeshStarter.EndToEnd.Shop;

/// <summary>A file of a source system in the making; it knows its lines.</summary>
internal sealed class ShopFile(string name, string header)
{
    private readonly StringBuilder _text = new(header + "\n");

    public string Name => name;

    /// <summary>The line that was written last; the header is line 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Writes a row and returns its line.</summary>
    public int Add(string row)
    {
        _text.Append(row).Append('\n');
        return ++Line;
    }

    public void WriteTo(string folder) => File.WriteAllText(Path.Combine(folder, name), _text.ToString());
}
