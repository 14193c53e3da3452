using System.Text.Json.Nodes;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Schemas;

/// <summary>Makes the parts of JSON Schemas (draft 07) of the files that teams write, by which editors complete keys and underline faults.</summary>
/// <remarks>
/// A schema refuses nothing that the reader of its file accepts: a text may be a number or a boolean in YAML, and a key that may be left out may be without a
/// value. The reader refuses more.
/// </remarks>
public static class SchemaForm
{
    // What a reader takes for a text: any plain value.
    private static readonly string[] Scalars = ["string", "number", "boolean"];

    /// <summary>A whole schema.</summary>
    /// <param name="title">The name of the file.</param>
    /// <param name="file">The form of the document.</param>
    public static JsonObject Document(string title, JsonObject file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new JsonObject([new("$schema", "http://json-schema.org/draft-07/schema#"), new("title", title), .. file.Select(key => KeyValuePair.Create(key.Key, key.Value?.DeepClone()))]);
    }

    /// <summary>A mapping of known keys. A key is <c>owner</c>, or <c>owner*</c> where it is required.</summary>
    public static JsonObject Keys(params (string Key, JsonObject Form)[] keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var form = new JsonObject { ["type"] = "object" };
        if (keys.Where(key => IsRequired(key.Key)).Select(key => (JsonNode)key.Key.TrimEnd('*')).ToArray() is { Length: > 0 } required)
        {
            form["required"] = new JsonArray(required);
        }

        form["properties"] = new JsonObject(keys.Select(key => KeyValuePair.Create(key.Key.TrimEnd('*'), (JsonNode?)(IsRequired(key.Key) ? key.Form : OrNothing(key.Form)))));
        form["additionalProperties"] = false;
        return form;
    }

    /// <summary>Any text, which may be blank.</summary>
    public static JsonObject Text() => new() { ["type"] = Texts(Scalars) };

    /// <summary>A text that is not blank.</summary>
    public static JsonObject Filled() => new() { ["type"] = Texts(Scalars), ["pattern"] = @"\S" };

    /// <summary>A text of a form that no number or boolean has.</summary>
    /// <param name="pattern">The form, as a regular expression.</param>
    /// <param name="advice">The form as a sentence, which editors show.</param>
    public static JsonObject Text(string pattern, string advice) => new() { ["type"] = "string", ["pattern"] = pattern, ["patternErrorMessage"] = advice };

    /// <summary>A text of a form that a number or a boolean may have.</summary>
    /// <param name="pattern">The form, as a regular expression.</param>
    /// <param name="advice">The form as a sentence, which editors show.</param>
    public static JsonObject Plain(string pattern, string advice) => new() { ["type"] = Texts(Scalars), ["pattern"] = pattern, ["patternErrorMessage"] = advice };

    /// <summary>One of an enum's words.</summary>
    public static JsonObject Word<TEnum>()
        where TEnum : struct, Enum => Word(WireNames.All<TEnum>());

    /// <summary>One of some words.</summary>
    public static JsonObject Word(IEnumerable<string> words) => new() { ["enum"] = Texts(words) };

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static JsonObject Flag() => new() { ["type"] = "boolean" };

    /// <summary>A whole number, which may be quoted.</summary>
    public static JsonObject Whole(long least, long? most = null)
    {
        var form = new JsonObject { ["type"] = Texts(["integer", "string"]), ["pattern"] = "^[0-9]+$", ["minimum"] = least };
        if (most is { } greatest)
        {
            form["maximum"] = greatest;
        }

        return form;
    }

    /// <summary>A list in which nothing is twice.</summary>
    /// <param name="item">The form of an item.</param>
    /// <param name="least">The least number of items.</param>
    public static JsonObject Set(JsonObject item, int least = 0)
    {
        var form = List(item, least);
        form["uniqueItems"] = true;
        return form;
    }

    /// <summary>A list.</summary>
    /// <param name="item">The form of an item.</param>
    /// <param name="least">The least number of items.</param>
    public static JsonObject List(JsonObject item, int least = 0)
    {
        var form = new JsonObject { ["type"] = "array", ["items"] = item };
        if (least > 0)
        {
            form["minItems"] = least;
        }

        return form;
    }

    /// <summary>One of several forms.</summary>
    public static JsonObject Either(params JsonObject[] forms) => new() { ["anyOf"] = new JsonArray([.. forms]) };

    /// <summary>The form with a description, which editors show at the key. A later one takes the place of the first.</summary>
    public static JsonObject Says(this JsonObject form, string description)
    {
        ArgumentNullException.ThrowIfNull(form);
        form.Remove("description");
        form.Insert(0, "description", description);
        return form;
    }

    private static bool IsRequired(string key) => key.EndsWith('*');

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    // A key without a value counts as absent.
    private static JsonObject OrNothing(JsonObject form)
    {
        if (form["enum"] is JsonArray words)
        {
            words.Add(null);
        }
        else if (form["anyOf"] is JsonArray forms)
        {
            forms.Add(new JsonObject { ["type"] = "null" });
        }
        else if (form["type"] is JsonArray types)
        {
            types.Add("null");
        }
        else
        {
            form["type"] = Texts([form["type"]!.GetValue<string>(), "null"]);
        }

        return form;
    }
}
