/**
 * Words that phrases of the other tables name by `<group>`. The notation of all tables, in this folder:
 * `nud{e,es,ity}` is several words, `<their>` any word of a group, `word?` may be missing, and `...` stands for up to three words of any kind.
 * Spelled as `foldText` spells: small letters, without accents.
 */
export const groups = {
  their: ['{her,his,their,your,my,its,the,a,an,all,any,every,some,of,this,that,these,those,both,off,from}'],
  garment: [
    'cloth{es,ing}',
    'clothings',
    'dress{,es}',
    '{garment,outfit,shirt,blouse,skirt,bra,swimsuit,bikini,robe,sweater,suit,gown,jean,trouser,pant,short,legging,towel}{,s}',
    '{panties,underwear,lingerie,undies,attire,apparel,top,tops,uniform,bottoms,stockings}',
  ],
  clothing: ['cloth{es,ing}', 'cloths', 'clothings', 'garment{,s}', '{attire,apparel}', 'outfit{,s}'],
  intimate: ['{bra,bras,panties,panty,underwear,undies,underpants,knickers,lingerie}'],
  person: [
    '{woman,women,man,men,lady,ladies,guy,guys,dude,person,people,human,humans}',
    '{she,he,her,him,his,hers,they,them,me,us}',
    '{female,females,male,males,model,models,wife,husband,actor,actress,celebrity,bride,nurse,teacher,waifu,milf}',
    '{princess,queen,king,elf,witch,singer,dancer,athlete,mom,dad,mother,father,sister,brother,aunt,uncle,boss,secretary}',
    '{girlfriend,boyfriend,couple,babe,chick,blonde,brunette,redhead,body,figure}',
    '{frau,frauen,mann,manner,maenner,dame,damen,korper,koerper,leute,sie,ihr,ihre}',
    '{femme,femmes,homme,hommes,fille,filles,corps,elle,elles}',
    '{mujer,mujeres,hombre,hombres,chica,chicas,cuerpo,senora}',
    '{donna,donne,uomo,uomini,ragazza,ragazze,ragazzo,corpo,signora}',
    '{mulher,mulheres,homem,homens,garota,garotas,moca,senhora}',
    '{vrouw,vrouwen,kobieta,kobiety,kadin}',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>
