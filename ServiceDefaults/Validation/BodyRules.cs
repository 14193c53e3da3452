using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace MeshStarter.ServiceDefaults.Validation;

/// <summary>Validates an object, and the objects in its lists, by the attributes of their members.</summary>
public static class BodyRules
{
    /// <summary>Returns the rules that are broken, by the field's name in JSON; a field of the objects in a list is <c>items.quantity</c>.</summary>
    /// <param name="body">The object.</param>
    public static Dictionary<string, string[]> Broken(object body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return BrokenAt("", body).GroupBy(rule => rule.Field, rule => rule.Message, StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => field.Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }

    private static IEnumerable<(string Field, string Message)> BrokenAt(string path, object body)
    {
        List<ValidationResult> broken = [];
        Validator.TryValidateObject(body, new ValidationContext(body), broken, validateAllProperties: true);
        foreach (var rule in broken)
        {
            yield return (path + Name(rule.MemberNames.First()), rule.ErrorMessage!);
        }

        foreach (var list in body.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsList))
        {
            foreach (var rule in ((IEnumerable?)list.GetValue(body) ?? Array.Empty<object>()).Cast<object>().SelectMany(element => BrokenAt($"{path}{Name(list.Name)}.", element)))
            {
                yield return rule;
            }
        }
    }

    private static bool IsList(PropertyInfo property) =>
        property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable)) && property.PropertyType.IsGenericType && property.PropertyType.GetGenericArguments()[0] is { IsClass: true } element && element != typeof(string);

    private static string Name(string member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member);
}
