namespace MeshStarter.Platform.Iceberg.Json;

/// <summary>A place in a document; its text is made only for an error.</summary>
internal sealed class JsonPlace
{
    private readonly JsonPlace? _parent;
    private readonly string _name;

    private JsonPlace(JsonPlace? parent, string name) => (_parent, _name) = (parent, name);

    public static JsonPlace Root(string name) => new(parent: null, name);

    public JsonPlace Member(string name) => new(this, name.Contains('.', StringComparison.Ordinal) ? $"[\"{name}\"]" : name);

    public JsonPlace Item(int index) => new(this, $"[{index}]");

    public IcebergFormatException Wrong(string problem) => new(ToString(), problem);

    public override string ToString() =>
        _parent is null ? _name
        : _name.StartsWith('[') ? _parent + _name
        : $"{_parent}.{_name}";
}
