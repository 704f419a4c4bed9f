using Rathaus.Identity.Provider.Clients;
using Rathaus.Identity.Provider.Flow;
using Rathaus.Kernel.Languages;
using Rathaus.Kernel.Outcomes;
using Rathaus.Kernel.Ports;
using Rathaus.Kernel.Ui.Questions;

namespace Rathaus.Identity.Provider.Pages;

/// <summary>The questions about a client.</summary>
internal static class ClientFields
{
    public static IReadOnlyList<FieldModel> Of(Texts texts, ClientView page)
    {
        var form = page.Form;
        FieldModel Field(FieldType type, string path, string key, string value, bool required = true, int longest = 0) => new()
        {
            Type = type,
            Path = path,
            Label = texts[$"identity.clients.{key}"],
            Hint = texts[$"identity.clients.{key}-hint"],
            Required = required,
            MaxLength = longest,
            Raw = _ => value,
            Fault = Fault(texts, page.Refusal, path),
        };

        return
        [
            .. page.Exists ? (FieldModel[])[] : [Field(FieldType.Text, ClientForm.IdField, "id", form.Id, longest: 60)],
            Field(FieldType.Text, ClientForm.NameField, "name", form.Name, longest: 100),
            Field(FieldType.LongText, ClientForm.PurposeField, "purpose", form.Purpose, longest: 300),
            Field(FieldType.LongText, ClientForm.RedirectsField, "redirects", form.Redirects),
            Field(FieldType.LongText, ClientForm.KeysField, "keys", form.Keys),
            Field(FieldType.Choice, ClientForm.LevelField, "level", form.Level) with
            {
                Options = [.. Enum.GetValues<TrustLevel>().Select(level => new FieldOption(
                    level.ToString(), texts["identity.clients.levels." + level.ToString().ToLowerInvariant()], Acr.Of(level), form.Level == level.ToString()))],
            },
            Field(FieldType.MultipleChoice, ClientForm.ScopesField, "scopes", string.Empty, required: false) with
            {
                Options = [.. Scopes.ForClients.Where(scope => scope != Scopes.OpenId).Select(scope => new FieldOption(
                    scope, texts["identity.clients.scope." + scope.Replace('_', '-')], scope, form.Scopes.Contains(scope)))],
            },
            Field(FieldType.Choice, ClientForm.HybridField, "hybrid", form.Hybrid) with
            {
                Options = [.. Enum.GetValues<HybridPolicy>().Select(policy => new FieldOption(
                    policy.ToString(), texts["identity.clients.hybrids." + policy.ToString().ToLowerInvariant()], "", form.Hybrid == policy.ToString()))],
            },
            Field(FieldType.Text, ClientForm.SectorField, "sector", form.Sector, required: false, longest: 253),
            Field(FieldType.LongText, ClientForm.PostLogoutField, "post-logout", form.PostLogout, required: false),
            Field(FieldType.Text, ClientForm.BackchannelField, "backchannel", form.Backchannel, required: false, longest: 500),
            Field(FieldType.Text, ClientForm.FrontchannelField, "frontchannel", form.Frontchannel, required: false, longest: 500),
        ];
    }

    private static string? Fault(Texts texts, Refusal? refusal, string path) =>
        refusal?.Faults.FirstOrDefault(fault => fault.Path == path) is { } found ? texts["identity.clients.fault." + found.Code[7..]] : null;
}
