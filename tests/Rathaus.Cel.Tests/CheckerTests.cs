using static Rathaus.Cel.Tests.Expressions;

namespace Rathaus.Cel.Tests;

public sealed class CheckerTests
{
    private static readonly CelType Person = CelType.Record("Person", new Dictionary<string, CelType>
    {
        ["vorname"] = CelType.String,
        ["geburtstag"] = CelType.Date,
        ["telefon"] = CelType.Optional(CelType.String),
    });

    private static readonly CelEnvironment Form = CelEnvironment.Rathaus
        .WithVariable("halter", Person)
        .WithVariable("kinder", CelType.List(Person))
        .WithVariable("antworten", CelType.Dyn);

    [Fact]
    public void A_fault_tells_line_column_place_and_what_was_expected()
    {
        var fault = Fault("halter.vorname == 'Eva' &&\n  halter.vorame == 'Ida'", Form);

        Assert.Equal((2, 9), (fault.Line, fault.Column));
        Assert.Equal("undefined field 'vorame' of Person", fault.Message);
        Assert.Equal("'vorname'", fault.Expected);
        Assert.Equal(
            "2:9: undefined field 'vorame' of Person; expected 'vorname'\n |   halter.vorame == 'Ida'\n | ........^", fault.ToString());
    }

    [Fact]
    public void Every_fault_of_an_expression_is_told_at_once()
    {
        Assert.Equal(3, Form.Compile("unbekannt == 1 && halter.x == 2 && 'a' + 1 == 3").Faults.Count);
    }

    [Theory]
    [InlineData("1 +", "ends too early")]
    [InlineData("(1", "ends too early")]
    [InlineData("1 = 2", "equality is '=='")]
    [InlineData("a & b", "the logical and is '&&'")]
    [InlineData("'abc", "not closed")]
    [InlineData("'\\q'", "unknown escape")]
    [InlineData("'\\ud800'", "names no Unicode character")]
    [InlineData("9223372036854775808", "too large for an int")]
    [InlineData("1 2", "unexpected '2'")]
    [InlineData("", "ends too early")]
    [InlineData("\u0000", "unknown symbol 'U+0000'")]
    [InlineData("has(halter)", "has() asks for a field")]
    [InlineData("kinder.all(k.x, true)", "must be a simple name")]
    [InlineData("if", "reserved word")]
    [InlineData("heute()", "undeclared reference to 'heute'")]
    [InlineData("halter.vorname + 1", "no matching overload")]
    [InlineData("true ? 1 : 'a'", "the branches differ")]
    [InlineData("1 && true", "expected type 'bool' but found 'int'")]
    [InlineData("halter.vorname.all(c, true)", "cannot be range of a comprehension")]
    [InlineData("halter.vorname.laenge", "does not support field selection")]
    [InlineData("cel.bind(1, 2, 3)", "must be a simple name")]
    [InlineData("Person{name: 'x'}", "undeclared reference to 'Person'")]
    public void What_is_no_expression_gets_a_clear_fault(string source, string message)
    {
        Assert.Contains(message, Fault(source, Form).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unpaired_surrogate_is_named_by_its_code()
    {
        Assert.Equal("unknown symbol 'U+D800'", Fault(((char)0xd800).ToString()).Message);
    }

    [Fact]
    public void The_result_must_have_the_declared_type()
    {
        Assert.Equal("bool", Fault("1 + 1", expected: CelType.Bool).Expected);
        Assert.Equal(CelType.Dyn, Program(Form, "antworten.ja", CelType.Bool).Type);
    }

    [Theory]
    [InlineData("kinder.map(k, k.geburtstag)", "list(date)")]
    [InlineData("halter.telefon", "optional_type(string)")]
    [InlineData("halter.telefon.orValue('')", "string")]
    [InlineData("kinder.filter(k, age(k.geburtstag, today()) < 6).size()", "int")]
    [InlineData("kinder[0].vorname", "string")]
    [InlineData("antworten.irgendwas", "dyn")]
    [InlineData("halter['vorname']", "dyn")]
    [InlineData("{'a': halter}", "map(string, Person)")]
    [InlineData("kinder.exists(k, has(k.telefon))", "bool")]
    public void Types_flow_from_declared_records(string source, string type)
    {
        Assert.Equal(type, Program(Form, source).Type.ToString());
    }

    [Fact]
    public void A_program_tells_what_it_reads_calls_and_may_cost()
    {
        var program = Program(Form, "halter.vorname == 'Eva' && kinder.exists(k, age(k.geburtstag, today()) < antworten.grenze.jahre)");

        Assert.Equal(["antworten", "halter", "kinder"], program.Variables);
        Assert.Equal(["age", "today"], program.Functions);
        Assert.Equal(["antworten.grenze.jahre", "halter.vorname", "kinder"], program.References);
        Assert.InRange(program.CostBound, 100, 2_000);
    }

    [Fact]
    public void An_expression_beyond_the_cost_bound_is_refused()
    {
        var many = string.Concat(Enumerable.Repeat("kinder.all(k, ", 6)) + "true" + new string(')', 6);

        Assert.Contains("may cost", Fault(many, Form).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_constant_is_computed_when_compiled()
    {
        Assert.Equal(CelValue.Of(7L), Program(Form, "1 + 2 * 3").Constant);
        Assert.Equal(CelValue.True, Program(Form, "'w' in ['w', 'ac'] && size('abc') == 3").Constant);
        Assert.Null(Program(Form, "today()").Constant);
        Assert.Null(Program(Form, "1 / 0").Constant);
    }
}
